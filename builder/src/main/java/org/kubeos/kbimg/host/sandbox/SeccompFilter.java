package org.kubeos.kbimg.host.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that the kernel runs before each system call of sandboxed code: it lets those of {@link SystemCalls} through
 * and makes the others fail.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>; struct seccomp_data of
 *     linux/seccomp.h, struct sock_filter of linux/filter.h
 */
final class SeccompFilter {

    private static final int INSTRUCTION_SIZE = 8;

    // BPF_LD | BPF_W | BPF_ABS, BPF_ALU | BPF_AND | BPF_K, BPF_JMP | … | BPF_K, BPF_RET | BPF_K of linux/bpf_common.h
    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_GREATER = 0x25;
    private static final int JUMP_IF_NOT_LESS = 0x35;
    private static final int RETURN = 0x06;

    // Offsets in struct seccomp_data; of arguments, the low half in little-endian order.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;

    private static final int ALLOW = 0x7FFF0000;
    private static final int FAIL = 0x00050000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EAFNOSUPPORT = 97;

    /** From here on, numbers are those of the x32 ABI. */
    private static final int X32 = 0x40000000;

    /** All CLONE_NEW… flags that clone takes: linux/sched.h. */
    private static final int NEW_NAMESPACES = 0x7E020000;

    // asm-generic/ioctls.h: both put characters into a terminal's input.
    private static final List<Integer> TERMINAL_INJECTION = List.of(0x5412, 0x541C);

    /** PER_LINUX and PER_LINUX32, each with UNAME26 or without, and the question for the present one. */
    private static final List<Integer> PERSONALITIES = List.of(0, 8, 0x20000, 0x20008, -1);

    /** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. */
    private static final List<Integer> SOCKET_FAMILIES = List.of(1, 2, 10, 16);

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private final List<Instruction> program = new ArrayList<>();

    private SeccompFilter(SystemCalls calls) {
        add(LOAD, 0, 0, ARCHITECTURE);
        add(JUMP_IF_EQUAL, 1, 0, calls.auditArchitecture());
        fail(ENOSYS);
        add(LOAD, 0, 0, NUMBER);
        add(JUMP_IF_NOT_LESS, 0, 1, X32);
        fail(ENOSYS);
        add(JUMP_IF_EQUAL, 0, 1, SystemCalls.CLONE3);
        fail(ENOSYS);
        add(JUMP_IF_EQUAL, 0, 5, calls.cloneCall());
        add(LOAD, 0, 0, FIRST_ARGUMENT);
        add(AND, 0, 0, NEW_NAMESPACES);
        add(JUMP_IF_EQUAL, 0, 1, 0);
        allow();
        fail(EPERM);
        denyIfAmong(calls.ioctl(), SECOND_ARGUMENT, TERMINAL_INJECTION, EPERM);
        allowIfAmong(calls.personality(), FIRST_ARGUMENT, PERSONALITIES, EPERM);
        allowIfAmong(calls.socket(), FIRST_ARGUMENT, SOCKET_FAMILIES, EAFNOSUPPORT);
        for (SystemCalls.Range range : calls.allowed()) {
            // Ranges ascend: what is less was in none of them.
            add(JUMP_IF_NOT_LESS, 1, 0, range.first());
            failUnknownAsMissing(range.first());
            add(JUMP_IF_GREATER, 1, 0, range.last());
            allow();
        }
        fail(ENOSYS);
    }

    /** The program as the kernel and bubblewrap's {@code --seccomp} take it. */
    static byte[] of(SystemCalls calls) {
        List<Instruction> program = new SeccompFilter(calls).program;
        ByteBuffer bytes =
                ByteBuffer.allocate(program.size() * INSTRUCTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : program) {
            bytes.putShort((short) instruction.code)
                    .put((byte) instruction.ifTrue)
                    .put((byte) instruction.ifFalse)
                    .putInt(instruction.operand);
        }
        return bytes.array();
    }

    private void allowIfAmong(int call, int argument, List<Integer> values, int error) {
        add(JUMP_IF_EQUAL, 0, 2 + 2 * values.size(), call);
        add(LOAD, 0, 0, argument);
        for (int value : values) {
            add(JUMP_IF_EQUAL, 0, 1, value);
            allow();
        }
        fail(error);
    }

    private void denyIfAmong(int call, int argument, List<Integer> values, int error) {
        add(JUMP_IF_EQUAL, 0, 2 + 2 * values.size(), call);
        add(LOAD, 0, 0, argument);
        for (int value : values) {
            add(JUMP_IF_EQUAL, 0, 1, value);
            fail(error);
        }
        allow();
    }

    /** Calls that programs may not make, or that the kernel may be too old for. */
    private void failUnknownAsMissing(int next) {
        fail(next <= SystemCalls.LAST_WELL_KNOWN ? EPERM : ENOSYS);
    }

    private void allow() {
        add(RETURN, 0, 0, ALLOW);
    }

    private void fail(int error) {
        add(RETURN, 0, 0, FAIL | error);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.add(new Instruction(code, ifTrue, ifFalse, operand));
    }
}
