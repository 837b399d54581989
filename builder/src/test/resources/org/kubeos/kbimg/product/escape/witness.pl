#!/usr/bin/perl
# A process of the host that attempts are made on: listens where only the host's own processes can reach it, and tells on
# standard output of whatever does. It ends with its standard input. Usage: witness.pl TOKEN
use strict;
use warnings;
use IO::Handle;
use POSIX ();
use Socket;

my ($token) = @ARGV;
my $ADD_KEY = (POSIX::uname())[4] eq 'x86_64' ? 248 : 217;
STDOUT->autoflush(1);

sub listening {
    my ($domain, $type, $address) = @_;
    socket(my $socket, $domain, $type, 0) or die "socket: $!";
    bind($socket, $address) or die "bind: $!";
    if ($type == SOCK_STREAM) { listen($socket, 16) or die "listen: $!" }
    return $socket;
}

my %sockets = (
    tcp => listening(AF_INET, SOCK_STREAM, pack_sockaddr_in(0, inet_aton('127.0.0.1'))),
    tcp6 => listening(AF_INET6, SOCK_STREAM, pack_sockaddr_in6(0, Socket::inet_pton(AF_INET6, '::1'))),
    udp => listening(AF_INET, SOCK_DGRAM, pack_sockaddr_in(0, inet_aton('127.0.0.1'))),
    abstract => listening(AF_UNIX, SOCK_STREAM, pack('S', AF_UNIX) . "\0escape-$token"),
);
my %ports = map { $_ => unpack 'x2 n', getsockname $sockets{$_} } qw(tcp tcp6 udp);
my $shm_key = 0x4b000000 | hex substr $token, 0, 6;
my $segment = shmget($shm_key, 4096, 01600) // die "shmget: $!";
END { shmctl($segment, 0, 0) if defined $segment }
# -4: of the user
my ($type, $description) = ('user', "escape-key-$token");
syscall($ADD_KEY, $type, $description, $token, length $token, -4);
$SIG{USR1} = sub { print "trace a signal reached the host's process\n" };

print "ready tcp=$ports{tcp} tcp6=$ports{tcp6} udp=$ports{udp} shm=$shm_key witness=$$\n";
while (1) {
    my $wanted = '';
    vec($wanted, fileno $_, 1) = 1 for *STDIN, values %sockets;
    next if select(my $ready = $wanted, undef, undef, undef) < 0;
    for my $name (grep { vec $ready, fileno $sockets{$_}, 1 } sort keys %sockets) {
        my $line;
        if ($name eq 'udp') {
            recv $sockets{udp}, $line, 200, 0;
        } else {
            accept(my $connection, $sockets{$name}) or next;
            vec(my $one = '', fileno $connection, 1) = 1;
            sysread $connection, $line, 200 if select $one, undef, undef, 1;
        }
        $line =~ s/\s+//g if defined $line;
        print "trace $name: ", $line // 'a connection', "\n";
    }
    if (vec $ready, fileno STDIN, 1) {
        my $command = <STDIN> // exit;
        print "done\n" if $command =~ /sync/;
    }
}
