#!/usr/bin/perl
# Tries to leave the sandbox, one way after the other. Each attempt runs in a process of its own, is bounded in time, and
# harms nothing when it succeeds. What it found goes into the report, a file of the tree: "NAME: held (why)" or
# "NAME: OPEN (evidence)". Needs no more than Debian's perl-base. Usage: kit.pl VEHICLE
use strict;
use warnings;
no warnings 'portable';    # 64-bit numbers
use Fcntl;
use POSIX qw(:errno_h :sys_wait_h);
use Socket;

# What the test has put on the host for attempts to find; it fills this in.
my %host = (
    #HOST#
);

my $vehicle = shift // 'script';
my $reports = '/usr/share/escape';
my $DEADLINE = 20;    # seconds for an attempt
my $MAX_PROCESSES = 8000;    # of the fork bomb: a quarter of Linux's default limit for the whole machine
my $x86 = (POSIX::uname())[4] eq 'x86_64';

# Numbers of system calls: arch/x86/entry/syscalls/syscall_64.tbl, and include/uapi/asm-generic/unistd.h for arm64.
my %number = $x86
    ? (mount => 165, umount2 => 166, pivot_root => 155, chroot => 161, fchdir => 81, unshare => 272, setns => 308,
       clone => 56, ptrace => 101, process_vm_readv => 310, init_module => 175, finit_module => 313,
       delete_module => 176, kexec_load => 246, reboot => 169, adjtimex => 159, swapon => 167, quotactl => 179,
       acct => 163, bpf => 321, perf_event_open => 298, userfaultfd => 323, add_key => 248, request_key => 249,
       keyctl => 250, personality => 135, fanotify_init => 300, shmget => 29, shmat => 30, name_to_handle_at => 303,
       open_by_handle_at => 304, sched_setscheduler => 144, syslog => 103, iopl => 172, mknodat => 259,
       prctl => 157)
    : (mount => 40, umount2 => 39, pivot_root => 41, chroot => 51, fchdir => 50, unshare => 97, setns => 268,
       clone => 220, ptrace => 117, process_vm_readv => 270, init_module => 105, finit_module => 273,
       delete_module => 106, kexec_load => 104, reboot => 142, adjtimex => 171, swapon => 224, quotactl => 60,
       acct => 89, bpf => 280, perf_event_open => 241, userfaultfd => 282, add_key => 217, request_key => 218,
       keyctl => 219, personality => 92, fanotify_init => 262, shmget => 194, shmat => 196, name_to_handle_at => 264,
       open_by_handle_at => 265, sched_setscheduler => 119, syslog => 116, mknodat => 33,
       prctl => 167);
# The same on every architecture.
%number = (%number, io_uring_setup => 425, open_tree => 428, fsopen => 430, pidfd_open => 434, clone3 => 435,
    pidfd_getfd => 438, mount_setattr => 442);

my ($MS_RDONLY, $MS_REMOUNT, $MS_BIND, $MS_REC, $MS_PRIVATE) = (1, 32, 4096, 16384, 1 << 18);
my $MNT_DETACH = 2;
my %NEW = (time => 0x80, mount => 0x20000, cgroup => 0x02000000, uts => 0x04000000, ipc => 0x08000000,
    user => 0x10000000, pid => 0x20000000, net => 0x40000000);
my @REFUSALS = (EPERM, EACCES, ENOSYS, EROFS, EOPNOTSUPP);

my @attempts;
my $name = '';

sub attempt { push @attempts, [@_] }
sub held { return "held ($_[0])" }
sub leads_out { return "OPEN ($_[0])" }

# The result of a system call that is open if it did anything else than refuse: a wrong argument was looked at.
sub refused {
    my ($result) = @_;
    my $error = $!;
    return leads_out('accepted') if $result >= 0;
    return held("$error") if grep { $error + 0 == $_ } @REFUSALS;
    return leads_out("allowed, and failed only for its arguments: $error");
}

# As refused, for what a kernel may have been built without.
sub refused_or_absent {
    my ($result) = @_;
    return held("$!") if $result < 0 && grep { $! + 0 == $_ } ENODEV, EAFNOSUPPORT, ENXIO;
    return refused($result);
}

# Arguments are copied, since Perl's syscall minds constants: what the kernel writes into one is lost.
sub call {
    my ($call, @arguments) = @_;
    if (!defined $number{$call}) { $! = ENOSYS; return -1 }
    return syscall($number{$call}, @arguments);
}

sub mount {
    my ($source, $target, $type, $flags, $data) = @_;
    return call('mount', $source, $target, $type, $flags // 0, $data // 0);
}

sub private_mounts { call('unshare', $NEW{mount}) == 0 && mount('none', '/', 'none', $MS_REC | $MS_PRIVATE) }

sub contents {
    my ($file, $limit) = @_;
    sysopen(my $in, $file, O_RDONLY | O_NONBLOCK) or return;
    my $text = '';
    sysread($in, $text, $limit // 65536);
    return $text;
}

sub write_to {
    my ($file, $text) = @_;
    sysopen(my $out, $file, O_WRONLY) or return 0;
    return defined syswrite $out, $text;
}

sub directory {
    my $directory = "/var/tmp/escape-$vehicle-$_[0]";
    mkdir '/var', 0755;
    mkdir '/var/tmp', 01777;
    mkdir $directory, 0755;
    return $directory;
}

sub climb { chdir '..' for 1 .. 64 }

# Evidence from the host's tree, if it lies below $_[0]: the secret, and a file left in its directory.
sub evidence {
    my ($top) = @_;
    my $secret = contents("$top$host{victim}/secret");
    return if !defined $secret;
    my @evidence = ("read the secret $secret");
    for my $directory ($host{victim}, $host{cache}) {
        if (sysopen(my $out, "$top$directory/left-by-$vehicle-$name", O_WRONLY | O_CREAT)) {
            push @evidence, "wrote to $directory";
        }
    }
    return join ', ', @evidence;
}

sub judge_outside {
    my $evidence = evidence($_[0] // '');
    return $evidence ? leads_out($evidence) : held($_[1] // 'the host is not there');
}

sub processes {
    opendir(my $proc, '/proc') or return;
    return grep { /^\d+$/ } readdir $proc;
}

# Processes with another root than this one's: programs of the host.
# Those with another root, unless they are in the same sandbox: then they have no other powers.
sub foreign_processes {
    my @own = stat '/';
    my $sandbox = namespaces('self');
    return grep {
        my @root = stat "/proc/$_/root/.";
        @root && "@root[0, 1]" ne "@own[0, 1]" && namespaces($_) ne $sandbox
    } processes();
}

sub namespaces { my $process = shift; return join ' ', map { readlink("/proc/$process/ns/$_") // 'hidden' } qw(pid user mnt) }

sub mount_points {
    return map { my @f = split / /; { at => $f[4], options => $f[5], line => $_ } }
        split /\n/, contents('/proc/self/mountinfo', 1 << 20) // '';
}

sub connect_to {
    my ($domain, $type, $address) = @_;
    socket(my $socket, $domain, $type, 0) or return held("no socket: $!");
    fcntl($socket, F_SETFL, O_NONBLOCK);
    if (!connect($socket, $address)) {
        return held("$!") if $! != EINPROGRESS;
        my $ready = '';
        vec($ready, fileno $socket, 1) = 1;
        select(undef, $ready, undef, 2) or return held('no answer');
        my $error = unpack 'i', getsockopt($socket, SOL_SOCKET, SO_ERROR);
        if ($error) { $! = $error; return held("$!") }
    }
    syswrite($socket, "$vehicle-$name\n") or return held("$!");
    return leads_out("talked to the host's process");
}

# --- Out of the root directory

attempt 'chroot-fchdir', sub {
    opendir(my $kept, '/') or return held("$!");
    chroot directory('chroot') or return held("chroot: $!");
    call('fchdir', fileno $kept) == 0 or return held("fchdir: $!");
    climb();
    chroot '.' or return held("chroot: $!");
    return judge_outside();
};
attempt 'chroot-without-chdir', sub {
    my $directory = directory('chroot');
    chdir '/';
    chroot $directory or return held("chroot: $!");
    climb();
    chroot '.' or return held("chroot: $!");
    return judge_outside();
};
attempt 'proc-1-root', sub { judge_outside('/proc/1/root') };
attempt 'proc-any-root', sub {
    for my $process (processes()) {
        for my $link (qw(root cwd)) {
            my $evidence = evidence("/proc/$process/$link") // evidence("/proc/$process/$link" . '/..' x 64);
            return leads_out("process $process, $link: $evidence") if $evidence;
        }
    }
    return held('no process has another root');
};
attempt 'proc-any-descriptor', sub {
    for my $process (processes()) {
        for my $descriptor (glob "/proc/$process/fd/*") {
            next if !-d $descriptor;
            my $evidence = evidence("$descriptor") // evidence($descriptor . '/..' x 64);
            return leads_out("$descriptor: $evidence") if $evidence;
        }
    }
    return held('no descriptor leads out');
};
my @inherited = map { [$_, readlink "/proc/self/fd/$_"] } grep { $_ > 2 && -e "/proc/self/fd/$_" } 0 .. 255;
attempt 'inherited-descriptors', sub {
    for (@inherited) {
        my ($descriptor, $target) = @$_;
        next if !defined $target || $target =~ /^(pipe:|anon_inode:)|\/kit\.pl$/;
        my $text = -f "/proc/self/fd/$descriptor" ? contents("/proc/self/fd/$descriptor") // '' : '';
        return leads_out("$descriptor is $target: $text") if $text =~ /$host{token}/;
        return leads_out("$descriptor is $target") if $target =~ /^socket:/ || !-e $target;
        my $evidence = -d "/proc/self/fd/$descriptor" ? evidence("/proc/self/fd/$descriptor" . '/..' x 64) : undef;
        return leads_out("$descriptor is $target: $evidence") if $evidence;
    }
    return held('none but those of the tree');
};
attempt 'proc-exe-overwrite', sub {
    for my $process (processes()) {
        my $target = readlink "/proc/$process/exe";
        next if !defined $target || $target =~ / \(deleted\)$/;
        my @program = stat "/proc/$process/exe" or next;
        my @own = stat $target;
        next if @own && "@own[0, 1]" eq "@program[0, 1]";
        # Text that is being run can't be opened for writing: who gets ETXTBSY was allowed to.
        return leads_out("process $process runs the host's $target, which can be written")
            if sysopen(my $out, "/proc/$process/exe", O_WRONLY) || $! == ETXTBSY;
    }
    return held('no program of the host is run, or it is read-only');
};
attempt 'rename-out-of-bind-mount', sub {
    private_mounts();
    my $directory = directory('bind');
    mkdir "$directory/$_" for 'from', 'from/below', 'from/below/here', 'to';
    mount("$directory/from", "$directory/to", 'none', $MS_BIND) == 0 or return held("mount: $!");
    chdir "$directory/to/below/here";
    rename "$directory/from/below/here", "$directory/here" or return held("rename: $!");
    climb();
    my $evidence = evidence('.');
    call('umount2', "$directory/to", $MNT_DETACH);
    return $evidence ? leads_out($evidence) : leads_out("a bind mount was made, although '..' ends inside");
};
attempt 'open-by-handle', sub {
    sysopen(my $root, '/', O_RDONLY) or return held("$!");
    my $handle = pack 'IiLL', 8, 1, 2, 0;    # the root inode of an ext4
    my $opened = call('open_by_handle_at', fileno $root, $handle, O_RDONLY);
    return held("$!") if $opened < 0 && grep { $! == $_ } @REFUSALS;
    return leads_out("allowed, and failed only for this file system: $!") if $opened < 0;
    call('fchdir', $opened);
    my $evidence = evidence('.');
    return leads_out($evidence // 'opened an inode by its number');
};
attempt 'pivot-root', sub {
    private_mounts();
    my $directory = directory('pivot');
    mount('tmpfs', $directory, 'tmpfs');
    chdir $directory;
    mkdir 'old';
    my $result = refused(call('pivot_root', '.', 'old'));
    my $evidence = evidence('/old') // evidence('.');
    return $evidence ? leads_out($evidence) : $result;
};

# --- Mounts

attempt 'mount-tmpfs', sub {
    my $directory = directory('mount');
    my $result = refused(mount("escape-$host{token}", $directory, 'tmpfs'));
    call('umount2', $directory, $MNT_DETACH) if $result !~ /^held/;
    return $result;
};
attempt 'mount-over-usr', sub {
    private_mounts();
    my $result = refused(mount(directory('usr'), '/usr/share', 'none', $MS_BIND));
    call('umount2', '/usr/share', $MNT_DETACH) if $result !~ /^held/;
    return $result;
};
attempt 'mount-another-proc', sub {
    private_mounts();
    return refused(mount('proc', directory('proc'), 'proc'));
};
attempt 'mount-cgroup', sub {
    private_mounts();
    return refused_or_absent(mount('cgroup', directory('cgroup'), 'cgroup2'));
};
attempt 'mount-new-api', sub {
    my $context = call('fsopen', 'tmpfs', 0);
    return leads_out('fsopen') if $context >= 0;
    my $why = "$!";
    return leads_out('open_tree') if call('open_tree', -100, '/', 1) >= 0;
    return held("$why, $!");
};
attempt 'remount-writable', sub {
    private_mounts();
    my $refusal = 'nothing is mounted read-only';
    for my $point (grep { $_->{options} =~ /^ro\b/ } mount_points()) {
        return leads_out("$point->{at} was made writable")
            if mount('none', $point->{at}, 'none', $MS_REMOUNT | $MS_BIND) == 0;
        $refusal = "$!";
    }
    return held($refusal);
};
attempt 'umount-proc', sub {
    private_mounts();
    if (call('umount2', '/proc', $MNT_DETACH) != 0) { return held("$!") }
    for my $process (processes()) {
        my $environment = contents("/proc/$process/environ") // '';
        return leads_out("process $process of the host has the environment $environment")
            if $environment =~ /$host{token}/;
    }
    mount('proc', '/proc', 'proc');
    return leads_out('/proc was taken away');
};
attempt 'umount-masks', sub {
    private_mounts();
    my $refusal = 'nothing is masked';
    for my $point (reverse grep { $_->{at} =~ m{^/(proc|sys|dev)/.} } mount_points()) {
        return leads_out("$point->{at} was taken away") if call('umount2', $point->{at}, $MNT_DETACH) == 0;
        $refusal = "$!";
    }
    return held($refusal);
};
attempt 'shared-propagation', sub {
    # Private already is what every mount of the box has to be; shared would carry mounts to the host.
    my @shared = grep { $_->{line} =~ / (shared|master):/ } mount_points();
    return @shared ? leads_out("$shared[0]{line}") : held('no mount is shared with the host');
};

# --- Namespaces

for my $kind (sort keys %NEW) {
    attempt "unshare-$kind", sub { refused(call('unshare', $NEW{$kind})) };
}
attempt 'clone-new-user', sub {
    my $child = call('clone', $NEW{user} | 17, 0, 0, 0, 0);
    POSIX::_exit(0) if $child == 0;
    waitpid $child, 0 if $child > 0;
    return refused($child);
};
attempt 'clone3-new-user', sub {
    my $arguments = pack 'Q8', $NEW{user}, 0, 0, 0, 17, 0, 0, 0;
    my $child = call('clone3', $arguments, length $arguments);
    POSIX::_exit(0) if $child == 0;
    waitpid $child, 0 if $child > 0;
    return refused($child);
};
attempt 'setns', sub {
    for my $process (processes()) {
        for my $kind (qw(user mnt net ipc uts pid cgroup)) {
            my $there = readlink "/proc/$process/ns/$kind" or next;
            next if $there eq (readlink "/proc/self/ns/$kind" // '');
            sysopen(my $namespace, "/proc/$process/ns/$kind", O_RDONLY) or next;
            return leads_out("joined $there of process $process") if call('setns', fileno $namespace, 0) == 0;
        }
    }
    sysopen(my $own, '/proc/self/ns/uts', O_RDONLY) or return held("$!");
    return refused(call('setns', fileno $own, 0));
};
attempt 'parent-namespace', sub {
    sysopen(my $own, '/proc/self/ns/user', O_RDONLY) or return held("$!");
    my $parent = ioctl($own, 0xb702, 0) or return held("$!");
    return refused(call('setns', $parent + 0, 0));
};
attempt 'identity-of-root', sub {
    my $map = contents('/proc/self/uid_map') // return held("$!");
    return $map =~ /^\s*0\s+0\s+4294967295/ ? leads_out("root here is root of the host") : held('a user namespace');
};
attempt 'capabilities', sub {
    my %dangerous = (2 => 'dac_read_search', 12 => 'net_admin', 13 => 'net_raw', 16 => 'sys_module', 17 => 'sys_rawio',
        19 => 'sys_ptrace', 20 => 'sys_pacct', 21 => 'sys_admin', 22 => 'sys_boot', 23 => 'sys_nice',
        24 => 'sys_resource', 25 => 'sys_time', 26 => 'sys_tty_config', 27 => 'mknod', 30 => 'audit_control',
        32 => 'mac_override', 33 => 'mac_admin', 34 => 'syslog', 35 => 'wake_alarm', 36 => 'block_suspend',
        38 => 'perfmon', 39 => 'bpf', 40 => 'checkpoint_restore');
    # This process is root's and was executed: what the bounding set alone has, it can't gain, or has gained already.
    my @sets = (contents('/proc/self/status') // '') =~ /^Cap(?:Inh|Prm|Eff|Amb):\s*([0-9a-f]+)/mg;
    return held('unknown') if @sets != 4;
    no warnings 'portable';
    my @kept = map { $dangerous{$_} } grep {
        my $number = $_;
        grep { hex($_) >> $number & 1 } @sets
    } sort { $a <=> $b } keys %dangerous;
    return @kept ? leads_out("@kept") : held('none but harmless ones');
};

# --- Other processes

attempt 'ptrace', sub { refused(call('ptrace', 0x4206, 1, 0, 0)) };    # PTRACE_SEIZE, which stops nothing
attempt 'process-memory', sub {
    for my $process (foreign_processes()) {
        return leads_out("the memory of process $process can be written")
            if sysopen(my $memory, "/proc/$process/mem", O_RDWR);
    }
    return held('no process of the host is seen');
};
attempt 'process-vm-read', sub {
    my $buffer = "\0" x 8;
    my $local = pack 'PQ', $buffer, 8;
    for my $process (foreign_processes()) {
        my ($from) = (contents("/proc/$process/maps") // '') =~ /^([0-9a-f]+)-/ or next;
        my $remote = pack 'QQ', hex $from, 8;
        return leads_out("read the memory of process $process")
            if call('process_vm_readv', $process + 0, $local, 1, $remote, 1, 0) > 0;
    }
    return held('no process of the host is seen');
};
attempt 'pidfd-getfd', sub {
    my $process = call('pidfd_open', 1, 0);
    return held("pidfd_open: $!") if $process < 0;
    return refused(call('pidfd_getfd', $process, 0, 0));
};
attempt 'process-environments', sub {
    for my $process (processes()) {
        my $environment = contents("/proc/$process/environ") // '';
        $environment =~ tr/\0/ /;
        return leads_out("process $process: $1") if $environment =~ /(\S*$host{token}\S*)/;
    }
    return held('no secret in any');
};
attempt 'own-environment', sub {
    for (sort keys %ENV) {
        return leads_out("$_=$ENV{$_}") if $ENV{$_} =~ /\Q$host{token}\E|\Q$host{home}\E/;
    }
    return held('nothing of the caller');
};
attempt 'kill-host-process', sub {
    my $line = contents("/proc/$host{witness}/cmdline") // '';
    return held('it has no number here') if $line !~ /witness/ && kill 0, $host{witness};
    return kill('USR1', $host{witness}) ? leads_out('a signal arrived') : held("$!");
};
attempt 'daemon', sub {
    # The test looks for a process of this name when kbimg has ended.
    my $child = fork // return held("$!");
    if ($child == 0) {
        POSIX::setsid();
        POSIX::_exit(0) if fork;
        open $_, '+<', '/dev/null' for *STDIN, *STDOUT, *STDERR;
        $0 = "escape-daemon-$host{token}";
        select undef, undef, undef, 1 for 1 .. 60;
        POSIX::_exit(0);
    }
    waitpid $child, 0;
    return held('the test judges, when kbimg has ended');
};

# --- Network

attempt 'loopback-ipv4', sub { connect_to(AF_INET, SOCK_STREAM, pack_sockaddr_in($host{tcp}, inet_aton('127.0.0.1'))) };
attempt 'loopback-ipv6', sub {
    connect_to(AF_INET6, SOCK_STREAM, pack_sockaddr_in6($host{tcp6}, Socket::inet_pton(AF_INET6, '::1')));
};
attempt 'loopback-udp', sub {
    # Nothing answers: the test judges what has arrived.
    my $sent = connect_to(AF_INET, SOCK_DGRAM, pack_sockaddr_in($host{udp}, inet_aton('127.0.0.1')));
    return $sent =~ /^held/ ? $sent : held('sent, and the test judges whether it arrived');
};
attempt 'loopback-by-gateway', sub {
    # What programs that lend a network to a namespace call the host.
    my @gateways = ('10.0.2.2', map { join '.', reverse unpack 'C4', pack 'N', hex $_ }
        (contents('/proc/net/route') // '') =~ /^\S+\s+00000000\s+([0-9A-F]{8})/mg);
    for (@gateways) {
        my $result = connect_to(AF_INET, SOCK_STREAM, pack_sockaddr_in($host{tcp}, inet_aton($_)));
        return $result if $result !~ /^held/;
    }
    return held('no gateway leads to it');
};
attempt 'metadata-address', sub {
    return held('has a network on purpose') if $vehicle =~ /network/;
    socket(my $socket, AF_INET, SOCK_STREAM, 0) or return held("$!");
    fcntl($socket, F_SETFL, O_NONBLOCK);
    connect($socket, pack_sockaddr_in(80, inet_aton('169.254.169.254')));
    return $! == ENETUNREACH || $! == EACCES ? held("$!") : leads_out("packets leave: $!");
};
attempt 'abstract-socket', sub {
    my $stream = connect_to(AF_UNIX, SOCK_STREAM, pack('S', AF_UNIX) . "\0$host{abstract}");
    return $stream;
};
attempt 'network-interfaces', sub {
    return held('has a network on purpose') if $vehicle =~ /network/;
    my @names = grep { $_ ne 'lo' } (contents('/proc/net/dev') // '') =~ /^\s*(\S+):/mg;
    return @names ? leads_out("sees @names") : held('none but its own');
};
attempt 'packet-socket', sub {
    my @names = grep { $_ ne 'lo' } (contents('/proc/net/dev') // '') =~ /^\s*(\S+):/mg;
    my $made = socket(my $socket, 17, SOCK_RAW, 0);
    return held("$!") if !$made;
    return @names ? leads_out("listens on @names") : held('on an empty network');
};
attempt 'vsock', sub { refused_or_absent(socket(my $socket, 40, SOCK_STREAM, 0) ? 0 : -1) };
attempt 'kernel-crypto-socket', sub { refused_or_absent(socket(my $socket, 38, SOCK_SEQPACKET, 0) ? 0 : -1) };

# --- The kernel's settings

attempt 'sysctl', sub {
    # The test compares it with what it was, and puts it back.
    my $file = '/proc/sys/fs/lease-break-time';
    my $value = contents($file) // return held("$!");
    return write_to($file, $value + 1) ? leads_out("changed $file") : held("$!");
};
attempt 'sysctl-hostname', sub {
    my $file = '/proc/sys/kernel/hostname';
    return write_to($file, contents($file) // '') ? leads_out("$file can be written") : held("$!");
};
attempt 'core-pattern', sub {
    my $file = '/proc/sys/kernel/core_pattern';
    my $value = contents($file) // return held("$!");
    return write_to($file, $value) ? leads_out("$file can be written") : held("$!");
};
attempt 'binfmt-misc', sub {
    private_mounts();
    my $register = '/proc/sys/fs/binfmt_misc/register';
    return leads_out('programs can be registered') if sysopen(my $out, $register, O_WRONLY);
    my $why = "$!";
    my $directory = directory('binfmt');
    return mount('binfmt_misc', $directory, 'binfmt_misc') == 0 ? leads_out('mounted it') : held("$why, $!");
};
for my $file (qw(/proc/sysrq-trigger /proc/irq/default_smp_affinity /proc/mtrr)) {
    attempt 'write' . ($file =~ s{/}{-}gr), sub {
        return sysopen(my $out, $file, O_WRONLY) ? leads_out('can be written') : held("$!");
    };
}
attempt 'kcore', sub { contents('/proc/kcore', 4) ? leads_out("the kernel's memory can be read") : held("$!") };
attempt 'kallsyms', sub {
    my $text = contents('/proc/kallsyms', 4096) or return held("$!");
    return $text =~ /^0*[1-9a-f]/m ? leads_out("the kernel's addresses can be read") : held('no addresses');
};
attempt 'kernel-log', sub {
    my $buffer = "\0" x 4096;
    return leads_out("the kernel's log can be read") if call('syslog', 3, $buffer, 4096) > 0;
    my $why = "$!";
    return contents('/dev/kmsg', 256) ? leads_out('/dev/kmsg can be read') : held($why);
};
attempt 'sysfs', sub {
    for (glob('/sys/block/*/queue/nr_requests /sys/kernel/mm/transparent_hugepage/enabled /sys/module/*/parameters/*'
            . ' /sys/kernel/uevent_helper /sys/power/state /sys/class/net/*/mtu')) {
        return leads_out("$_ can be written") if sysopen(my $out, $_, O_WRONLY);
    }
    return held($! ? "$!" : 'nothing is there');
};
attempt 'cgroup', sub {
    for my $point (grep { $_->{line} =~ / - cgroup2? / } mount_points()) {
        my $group = "$point->{at}/escape-$vehicle";
        if (mkdir $group) { rmdir $group; return leads_out("made $group") }
    }
    return held('no group can be made');
};
attempt 'oom-score', sub {
    return write_to('/proc/self/oom_score_adj', '-1000') ? leads_out('no memory shortage would end it') : held("$!");
};
attempt 'realtime', sub { refused(call('sched_setscheduler', 0, 1, pack 'i', 1)) };

# --- System calls that only the machine's administrator needs

attempt 'init-module', sub { refused(call('init_module', '', 0, '')) };
attempt 'finit-module', sub {
    sysopen(my $file, '/dev/null', O_RDONLY);
    return refused(call('finit_module', fileno $file, '', 0));
};
attempt 'delete-module', sub { refused(call('delete_module', 'escape_no_such_module', O_NONBLOCK)) };
attempt 'kexec', sub { refused(call('kexec_load', 0, 99, 0, 0)) };
attempt 'reboot', sub { refused(call('reboot', 1, 2, 3, 0)) };
attempt 'clock', sub {
    my $now = "\0" x 208;
    return held("$!") if syscall($number{adjtimex}, $now) < 0;
    substr $now, 0, 4, pack 'I', 8;    # ADJ_ESTERROR, to what it is
    return refused(call('adjtimex', $now));
};
attempt 'swapon', sub { refused(call('swapon', '/escape/no/such/file', 0)) };
attempt 'quotactl', sub { refused(call('quotactl', 0x80000100, 0, 0, 0)) };
attempt 'acct', sub { refused(call('acct', '/escape/no/such/file')) };
attempt 'iopl', sub { refused(call('iopl', 3)) };
attempt 'bpf', sub { refused(call('bpf', 5, "\0" x 128, 128)) };
attempt 'perf-event', sub {
    # A software clock of this process in user mode, which kernels allow to everybody.
    my $attributes = pack 'IIQQQQQ', 1, 112, 1, 0, 0, 0, 1 << 5 | 1 << 6;
    $attributes .= "\0" x (112 - length $attributes);
    return refused(call('perf_event_open', $attributes, 0, -1, -1, 0));
};
attempt 'userfaultfd', sub { refused(call('userfaultfd', 1)) };
attempt 'io-uring', sub { refused(call('io_uring_setup', 1, "\0" x 120)) };
attempt 'fanotify', sub { refused(call('fanotify_init', 4, 0)) };
attempt 'personality', sub { refused(call('personality', 0x0040000)) };

# --- What outlives processes

attempt 'keyring-read', sub {
    my $buffer = "\0" x 256;
    for my $keyring (-3, -4, -5) {    # of the session, the user, the user's session
        my $key = call('keyctl', 10, $keyring, 'user', $host{key}, 0);
        next if $key < 0;
        my $length = syscall($number{keyctl}, 11, $key, $buffer, 256);
        return leads_out($length > 0 ? 'read ' . substr $buffer, 0, $length : "found key $key");
    }
    return held("$!");
};
attempt 'keyring-write', sub {
    my $left = "left-by-$vehicle-$host{token}";
    my $key = call('add_key', 'user', $left, 'left', 4, -4);
    return $key < 0 ? held("$!") : leads_out("added a key to the user's keyring");
};
attempt 'proc-keys', sub {
    my $keys = contents('/proc/keys') // return held("$!");
    return $keys =~ /\Q$host{key}\E/ ? leads_out('lists a key of the host') : held('none of the host');
};
attempt 'shared-memory-read', sub {
    return call('shmget', $host{shm}, 0, 0) < 0 ? held("$!") : leads_out("found the host's segment");
};
attempt 'shared-memory-write', sub {
    # The test looks for it.
    my $segment = call('shmget', $host{shm} + 1, 4096, 01600);
    return held($segment < 0 ? "$!" : 'made, and the test judges where');
};

# --- Devices and the terminal

attempt 'mknod-character', sub { refused(call('mknodat', -100, directory('mknod') . '/null', 020666, 1 << 8 | 3)) };
attempt 'mknod-disk', sub {
    my ($major, $minor) = $host{disk} =~ /(\d+):(\d+)/ or return held('the host has no disk');
    my $node = directory('disk') . '/disk';
    unlink $node;
    call('mknodat', -100, $node, 060600, $major << 8 | $minor) == 0 or return held("$!");
    my $read = contents($node, 2048);
    unlink $node;
    return leads_out($read ? "read the host's disk" : 'made its node');
};
attempt 'devices', sub {
    my @found = grep { sysopen(my $device, $_, O_RDONLY | O_NONBLOCK) } map { "/dev/$_" }
        qw(mem kmem port kmsg sda vda nvme0n1 loop-control loop0 fuse kvm net/tun userfaultfd vsock console tty0 tty1
        autofs btrfs-control mapper/control hwrng uinput input/event0);
    return @found ? leads_out("opened @found") : held('none of them is there');
};
attempt 'terminal-input', sub {
    my $why = '';
    for my $file ('/dev/tty', '/proc/1/fd/0', '/proc/1/fd/1', '/proc/1/fd/2') {
        my $terminal;
        if (!sysopen($terminal, $file, O_RDWR | O_NONBLOCK | O_NOCTTY)) { $why = "$!"; next }
        for my $character (split //, "typed-by-$vehicle-$host{token}\n") {
            if (!ioctl($terminal, 0x5412, $character)) { $why = "$!"; last }    # TIOCSTI
            $why = '';
        }
        return leads_out('typed on the terminal') if $why eq '';
    }
    return held($why);
};
attempt 'terminal-console', sub {
    sysopen(my $terminal, '/dev/tty', O_RDWR | O_NOCTTY) or return held("$!");
    my $paste = pack 'C', 3;    # TIOCLINUX, which pastes what a virtual console has selected
    return ioctl($terminal, 0x541c, $paste) ? leads_out('pasted on the console') : held("$!");
};
attempt 'terminal-output', sub {
    sysopen(my $terminal, '/dev/tty', O_WRONLY | O_NOCTTY) or return held("$!");
    return syswrite($terminal, "\nwritten-by-$vehicle-$host{token}\n") ? leads_out('wrote past kbimg') : held("$!");
};

# --- Resources

attempt 'memory-of-file-systems', sub {
    my ($memory) = (contents('/proc/meminfo') // '') =~ /^MemTotal:\s*(\d+) kB/m or return held('unknown');
    my $total = 0;
    my %seen;
    for my $point (grep { $_->{line} =~ / - tmpfs / && $_->{options} =~ /^rw/ } mount_points()) {
        my ($device) = $point->{line} =~ /^\S+ \S+ (\S+)/;
        next if $seen{$device}++;
        my ($size) = $point->{line} =~ /\bsize=(\d+)k/;
        $total += $size // $memory / 2;
    }
    return $total >= $memory
        ? leads_out(sprintf 'it may fill %d MB of %d MB of memory', $total / 1024, $memory / 1024)
        : held(sprintf '%d MB', $total / 1024);
};
attempt 'fork-bomb', sub {
    call('prctl', 36, 1, 0, 0, 0);    # its orphans come here, so that none stays a zombie
    pipe my $in, my $out;
    my $bomb = fork // return held("$!");
    if ($bomb == 0) {
        setpgrp;
        my $count = 0;
        while ($count < $MAX_PROCESSES) {
            my $child = fork;
            if (!defined $child) { syswrite $out, "$count $!\n"; last }
            if ($child == 0) { close $in; close $out; select undef, undef, undef, 20; POSIX::_exit(0) }
            $count++;
        }
        syswrite $out, "$count\n";
        select undef, undef, undef, 20;
        POSIX::_exit(0);
    }
    close $out;
    my $line = <$in> // 'nothing';
    chomp $line;
    kill 'KILL', -$bomb;
    1 while waitpid(-1, 0) > 0;
    return $line eq $MAX_PROCESSES ? leads_out("$line processes at once") : held($line);
};

# --- kbimg's cache: archives and lists that are links to what later builds use

attempt 'poison-cache', sub {
    my @shared;
    my @directories = qw(/var/cache/apt/archives /var/lib/apt/lists /var/cache/dnf);
    while (defined(my $directory = shift @directories)) {
        for my $file (glob "$directory/*") {
            if (-d $file && !-l $file) { push @directories, $file }
            elsif (-f $file && (stat _)[3] > 1) { push @shared, $file }
        }
    }
    my $written = 0;
    # Others' archives may be still to be installed: dpkg would complain, and a later build would take them for theirs.
    for my $file (grep { $vehicle =~ /rpm/ || m{/escape[^/]*$|/lists/} } @shared) {
        sysopen(my $out, $file, O_WRONLY | O_APPEND) or next;
        $written++ if syswrite $out, "# poisoned-" . scalar reverse($host{token}) . "\n";
    }
    return $written ? leads_out("changed $written files that are links") : held(@shared ? "$!" : 'no links');
};

# --- The run

sub run_attempt {
    my ($code) = @_;
    pipe my $in, my $out or return "held (no pipe: $!)";
    my $child = fork // return "held (no process: $!)";
    if ($child == 0) {
        close $in;
        $SIG{ALRM} = 'DEFAULT';
        alarm $DEADLINE;
        my $result = eval { $code->() } // "held (failed: $@)";
        $result =~ s/[^\x20-\x7e]+/ /g;
        syswrite $out, "$result\n";
        POSIX::_exit(0);
    }
    close $out;
    my $result = <$in>;
    waitpid $child, 0;
    return "held (ended by signal " . ($? & 127) . ')' if !defined $result;
    chomp $result;
    return $result;
}

sub main {
    mkdir $_, 0755 for '/usr/share', $reports;
    open my $report, '>>', "$reports/$vehicle.report" or die "no report: $!";
    $report->autoflush(1);
    my @wanted = @ARGV;
    for (@attempts) {
        ($name, my $code) = @$_;
        next if @wanted && !grep { $_ eq $name } @wanted;
        print $report "$name: ", run_attempt($code), "\n";
    }
    print $report "end of report\n";
}

main() if !caller;
