-- reader.sql: a report ten times a second, until it is ended.

select count(*) from report.experiment('churn-1') \watch 0.1
