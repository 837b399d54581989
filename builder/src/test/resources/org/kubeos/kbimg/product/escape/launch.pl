#!/usr/bin/perl
# Runs a program as a careless caller would: with a secret in the session's keyring, in the environment, in an open file
# and in the working directory. Then tells what was typed on the terminal meanwhile. Usage:
# launch.pl TOKEN DIRECTORY COMMAND...
use strict;
use warnings;
use Fcntl;
use POSIX ();

my ($token, $directory, @command) = @ARGV;
my ($ADD_KEY, $KEYCTL) = (POSIX::uname())[4] eq 'x86_64' ? (248, 250) : (217, 219);

syscall($KEYCTL, 1, 0);    # KEYCTL_JOIN_SESSION_KEYRING
my ($type, $description) = ('user', "escape-key-$token");
syscall($ADD_KEY, $type, $description, $token, length $token, -3);
chdir $directory or die "$directory: $!";
$ENV{HOME} = $directory;
$ENV{$_} = "http://user:$token\@127.0.0.1:9/" for qw(ftp_proxy FTP_PROXY);
$ENV{SECRET} = $token;
my $child = fork // die "fork: $!";
if ($child == 0) {
    $^F = 255;    # descriptors up to this one stay open
    open my $secret, '<', 'secret' or die "secret: $!";
    POSIX::dup2(fileno $secret, 9);
    exec @command or die "$command[0]: $!";
}
waitpid $child, 0;
my $status = $?;
if (sysopen my $terminal, '/dev/tty', O_RDONLY | O_NONBLOCK | O_NOCTTY) {
    my $typed = '';
    print "typed: $typed\n" while sysread $terminal, $typed, 4096;
}
exit($status & 127 ? 128 + ($status & 127) : $status >> 8);
