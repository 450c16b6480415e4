-- Dropping a subscription takes several transactions; the procedure of that name is made anew after this.

drop function if exists etl.forget_feed();
