package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.SerialConsole;

/**
 * Every item of the full example, seen from inside the running machine; then again after a reboot. Both its variants
 * together have each firmware and each package manager.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class FullImageBootIT {

    private static final String PASSWORD = "kubeos";

    @Test
    void debianUnderUefiHasAllThatTheConfigSaysAndKeepsWhatTheNodeChanges() {
        check(BuiltImage.full(), "1 vfat /boot/efi\n4 ext4 /data\n5 vfat /share\n6 ext4 /persist", "ssh");
    }

    @Test
    void openEulerUnderALegacyBiosHasTheSame() {
        check(BuiltImage.fullOpenEuler(), "1 ext4 /boot/grub2\n5 ext4 /data\n6 vfat /share\n7 ext4 /persist", "sshd");
    }

    /**
     * @param mounts each partition's number on the disk, file system and mount point
     * @param sshService what the distribution calls the server of SSH
     */
    private static void check(BuiltImage image, String mounts, String sshService) {
        try (SerialConsole console = SerialConsole.start(new ArrayList<>(
                Product.command("boot", image.file("system.qcow2").toString())))) {
            editTheMenuWithThePassword(console);
            console.login("root", PASSWORD);
            assertThat(console.run("systemctl is-system-running --wait")
                            .output()
                            .strip())
                    .isEqualTo("running");
            accounts(console);
            settings(console);
            services(console, sshService);
            partitions(console, mounts);
            filesAndScripts(console);
            persist(console);
            change(console);
            upgrade(console);

            console.send("systemctl reboot\n");
            logInAsOps(console);
            console.login("root", PASSWORD);
            afterReboot(console);
            emergencyModeAsksForThePassword(console);
            console.send("systemctl poweroff\n");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
    }

    /** The next boot, with nobody at the keyboard, shows that starting an entry needs no password. */
    private static void editTheMenuWithThePassword(SerialConsole console) {
        console.expect("KubeOS, slot B", SerialConsole.BOOT_DEADLINE);
        console.send("e");
        console.expect("Enter username:", SerialConsole.COMMAND_DEADLINE);
        console.send("root\n");
        console.expect("Enter password:", SerialConsole.COMMAND_DEADLINE);
        console.send(PASSWORD + "\n");
        console.expect("start A 2 B 3", SerialConsole.COMMAND_DEADLINE);
        console.send("\u0018"); // Ctrl-X boots
    }

    private static void accounts(SerialConsole console) {
        says(console, "id ops", "uid=1200(ops) gid=1200(ops) groups=1200(ops),4(adm),1002(wheel)");
        says(console, "id deploy", "uid=1000(deploy) gid=1500(builders) groups=1500(builders)");
        says(
                console,
                "getent passwd deploy ops | cut -d: -f1,6,7",
                "deploy:/srv/deploy:/bin/sh\nops:/home/ops:/bin/bash");
        says(
                console,
                "stat -c '%A %U %G' /home/ops /home/ops/.bashrc /home/ops/.ssh/authorized_keys /srv/deploy",
                "drwx------ ops ops\n-rw-r--r-- ops ops\n-rw------- ops ops\ndrwx------ deploy builders");
        says(console, "passwd -S former | cut -d' ' -f1-2", "former L");
        says(
                console,
                "ssh-keygen -l -f /root/.ssh/authorized_keys | cut -d' ' -f1,3-",
                "256 ops@example.org (ED25519)");
    }

    private static void settings(SerialConsole console) {
        says(console, "hostname", "node-1");
        says(console, "date +%Z; timedatectl show -p Timezone --value", "CST\nAsia/Shanghai");
        says(console, "echo $LANG", "C.UTF-8");
        says(
                console,
                "resolvectl dns | head -n1; resolvectl domain | head -n1",
                "Global: 10.0.2.3\nGlobal: example.org");
        says(console, "cat /proc/sys/net/ipv4/ip_forward /proc/sys/vm/max_map_count", "1\n262144");
        says(
                console,
                "ls -1d /sys/module/br_netfilter /sys/module/overlay",
                "/sys/module/br_netfilter\n/sys/module/overlay");
        assertThat(console.runSuccessfully("cat /proc/cmdline")).contains(" loglevel=4");
    }

    private static void services(SerialConsole console, String sshService) {
        says(console, "systemctl is-active hello os-agent.socket " + sshService, "active\nactive\nactive");
        says(console, "systemctl show -p Id --value greeting", "hello.service");
        says(console, "journalctl -b -u hello -o cat -g image", "hello from the image");
        says(console, "systemctl is-enabled hello serial-getty@ttyS0", "enabled\nenabled");
        assertThat(lines(console.run("systemctl is-enabled systemd-timesyncd fstrim.timer")
                        .output()))
                .containsExactly("disabled", "masked");
        assertThat(console.run("systemctl is-active systemd-timesyncd").output().strip())
                .isEqualTo("inactive");
    }

    private static void partitions(SerialConsole console, String mounts) {
        // Mounts that wait for somebody to look are there after this.
        says(console, "cat /data/inner/hello /share/Hello.txt", "on ext4\non FAT");
        String list = mounts.lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.joining(" "));
        says(
                console,
                "for m in " + list + "; do findmnt -nro SOURCE,FSTYPE,TARGET --mountpoint $m | grep -v autofs; done"
                        + " | sed s,/dev/vda,,",
                mounts);
        assertThat(console.runSuccessfully("findmnt -no OPTIONS /data")).contains("noatime", "nosuid");
        says(
                console,
                "lsblk -no LABEL $(findmnt -no SOURCE /data) $(findmnt -nt vfat -o SOURCE --mountpoint /share)",
                "DATA\nSHARE");
    }

    private static void filesAndScripts(SerialConsole console) {
        says(
                console,
                "cat /etc/motd /opt/settings.conf /srv/data/declared",
                "Welcome to a KubeOS node.\ncolor = blue\nfrom the config");
        says(
                console,
                "stat -c '%a %U:%G' /etc/deploy.conf /opt/app/run.sh /usr/share/finished",
                "640 deploy:builders\n755 root:root\n644 deploy:builders");
        says(console, "ls -1 /usr/lib/kubeos/scripts", "keep.sh");
    }

    private static void persist(SerialConsole console) {
        says(
                console,
                "for p in /etc /var /opt /home; do findmnt -no FSTYPE $p; done",
                "overlay\noverlay\noverlay\noverlay");
        says(console, "for p in /srv /var/lib/containerd; do findmnt -no FSTYPE $p; done", "ext4\next4");
        says(console, "stat -c '%a %U %G' /persist/data /persist/backups", "755 root root\n750 ops ops");
        says(
                console,
                "for p in /persist /etc /opt /srv /var/lib/containerd; do findmnt -no OPTIONS --mountpoint $p"
                        + " | grep -oE 'nosuid|nodev' | tr '\\n' ' '; echo $p; done",
                "nosuid nodev /persist\nnosuid nodev /etc\nnodev /opt\nnosuid /srv\nnosuid nodev /var/lib/containerd");
        says(
                console,
                "for d in /var /srv /opt; do cp /usr/bin/id $d && chmod 4755 $d/id"
                        + " && setpriv --reuid=1200 --regid=1200 --clear-groups $d/id -u; rm $d/id; done",
                "1200\n1200\n0");
        says(
                console,
                "for d in /var /opt /srv; do mknod $d/zero c 1 5 && head -c 1 $d/zero 2>/dev/null | wc -c; rm $d/zero; done",
                "0\n0\n1");
    }

    private static void change(SerialConsole console) {
        console.runSuccessfully("echo 'color = red' > /opt/app/settings.conf && echo mine > /opt/app/mine");
        console.runSuccessfully("echo changed > /srv/data/declared && rm -r /home/ops/.bashrc");
        console.runSuccessfully("echo kept | tee /persist/data/kept /data/kept > /share/kept.txt");
    }

    /** What an upgrade does, as far as both kinds of paths are concerned: the root below them has new files. */
    private static void upgrade(SerialConsole console) {
        console.runSuccessfully("mkdir /run/lower && mount --bind / /run/lower && mount -o remount,rw /");
        console.runSuccessfully("mount -o remount,rw,bind /run/lower");
        // The slot's file system is as small as its content; an upgrade writes one of its own.
        console.runSuccessfully("resize2fs \"$(findmnt -no SOURCE --mountpoint /)\"");
        console.runSuccessfully("echo new > /run/lower/opt/app/new && echo new > /run/lower/srv/new");
        console.runSuccessfully("umount /run/lower && mount -o remount,ro / && sync");
    }

    private static void logInAsOps(SerialConsole console) {
        console.login("ops", PASSWORD);
        says(console, "id -un; pwd", "ops\n/home/ops");
        console.send("exit\n");
    }

    private static void afterReboot(SerialConsole console) {
        says(console, "cat /opt/settings.conf /opt/app/mine /opt/app/new", "color = red\nmine\nnew");
        says(console, "cat /srv/data/declared /persist/data/kept; ls -1 /srv", "changed\nkept\ndata\ndeploy");
        says(console, "cat /data/kept /share/kept.txt", "kept\nkept");
        assertThat(console.run("test -e /home/ops/.bashrc").exitStatus()).isEqualTo(1);
        says(console, "cat /etc/motd", "Welcome to a KubeOS node.");
        assertThat(console.run("systemctl is-system-running --wait").output().strip())
                .isEqualTo("running");
    }

    private static void emergencyModeAsksForThePassword(SerialConsole console) {
        console.send("systemctl emergency\n");
        console.expect("Give root password for maintenance", SerialConsole.COMMAND_DEADLINE);
        console.sendUntil("Login incorrect", "wrong\n", SerialConsole.COMMAND_DEADLINE);
        console.sendUntil("# ", PASSWORD + "\n", SerialConsole.COMMAND_DEADLINE);
    }

    private static void says(SerialConsole console, String command, String output) {
        assertThat(lines(console.runSuccessfully(command)))
                .as(command)
                .containsExactlyElementsOf(output.lines().toList());
    }

    /** What the console tells of a file system that is mounted late may have moved the cursor. */
    private static List<String> lines(String output) {
        return output.lines().map(String::strip).toList();
    }
}
