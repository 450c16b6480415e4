package io.splitplot.cli.doctor;

import io.splitplot.cli.config.Settings;
import io.splitplot.cli.installation.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the folder of the installation. */
final class HomeLook {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private HomeLook() {}

  static View.Home at(Home home, Settings settings) {
    var directory = home.directory();
    return new View.Home(
        directory,
        Files.isDirectory(directory),
        tooOpen(home),
        disks(home),
        settings.apiPort(),
        isFree(settings.apiHost(), settings.apiPort()));
  }

  private static List<String> tooOpen(Home home) {
    var tooOpen = new ArrayList<String>();
    if (allowsAny(home.directory(), WRITE_OF_OTHERS)) {
      tooOpen.add(home.directory().toString());
    }
    var secrets = new ArrayList<>(List.of(home.endpoints(), home.secrets()));
    secrets.addAll(files(home.state()));
    files(home.directory()).stream()
        .filter(file -> file.toString().endsWith(".password"))
        .forEach(secrets::add);
    secrets.addAll(home.data());
    secrets.stream()
        .filter(file -> allowsAny(file, OF_OTHERS))
        .forEach(file -> tooOpen.add(file.toString()));
    return tooOpen;
  }

  private static List<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static boolean allowsAny(Path file, Set<PosixFilePermission> permissions) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(permissions::contains);
    } catch (IOException | UnsupportedOperationException _) {
      return false; // it is not there, or the file system knows no permissions
    }
  }

  /** One by file system: a folder of its own may lie on another disk than the home. */
  private static List<View.Disk> disks(Home home) {
    var seen = new ArrayList<Object>();
    var disks = new ArrayList<View.Disk>();
    Stream.concat(Stream.of(home.directory()), home.data().stream())
        .filter(Files::isDirectory)
        .forEach(folder -> {
          try {
            var store = Files.getFileStore(folder);
            if (!seen.contains(store)) {
              seen.add(store);
              disks.add(
                  new View.Disk(folder.toString(), store.getUsableSpace(), store.getTotalSpace()));
            }
          } catch (IOException _) {
            // a folder that has just gone has no disk
          }
        });
    return disks;
  }

  private static boolean isFree(String host, int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
