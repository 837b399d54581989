package org.kubeos.kbimg.customize.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.customize.accounts.Accounts.Group;
import org.kubeos.kbimg.customize.accounts.Accounts.Password;
import org.kubeos.kbimg.customize.accounts.Accounts.User;

class AccountsTest {

    private static final String HASH = "$6$salt$" + "a".repeat(86);

    @TempDir
    Path temp;

    private Accounts accounts(String passwd, String shadow, String group) {
        var root = new CustomizedRoot(temp);
        root.file("etc/passwd", 0644, passwd);
        root.file("etc/shadow", 0640, shadow);
        root.file("etc/group", 0644, group);
        return Accounts.of(root.original());
    }

    @Test
    void readsUsersAndGroups() {
        Accounts accounts = accounts("""
                root:x:0:0:root:/root:/bin/bash
                ann:x:1000:100::/home/ann:/bin/sh
                open:x:1001:1001::/:/bin/sh
                old:%s:1002:1002::/:/bin/sh
                gone:x:1003:1003::/:/bin/sh
                broken
                """.formatted(HASH), """
                root:%s:20000::::::
                ann:!%s:20000:::::1:
                open::20000::::::
                """.formatted(HASH, HASH), "wheel:x:10:zoe,ann\n");
        assertThat(accounts.users()).containsOnlyKeys("root", "ann", "open", "old", "gone");
        assertThat(accounts.users().get("root"))
                .extracting(User::uid, User::home, User::shell, User::password, User::expired)
                .containsExactly("0", "/root", "/bin/bash", Password.SET, false);
        assertThat(accounts.users().get("ann"))
                .extracting(User::gid, User::password, User::expired)
                .containsExactly("100", Password.LOCKED, true);
        assertThat(accounts.users().get("open").password()).isEqualTo(Password.EMPTY);
        assertThat(accounts.users().get("old").password()).isEqualTo(Password.SET);
        assertThat(accounts.users().get("gone").password()).isEqualTo(Password.LOCKED);
        assertThat(accounts.groups())
                .hasEntrySatisfying(
                        "wheel",
                        wheel -> assertThat(wheel)
                                .extracting(Group::gid, Group::members)
                                .containsExactly("10", List.of("ann", "zoe")));
    }

    @Test
    void hashesAreComparedAndNotShown() {
        User one = accounts("a:x:1:1::/:/bin/sh\n", "a:" + HASH + ":1::::::\n", "")
                .users()
                .get("a");
        User same = accounts("a:x:1:1::/:/bin/sh\n", "a:" + HASH + ":1::::::\n", "")
                .users()
                .get("a");
        User other = accounts("a:x:1:1::/:/bin/sh\n", "a:" + HASH + "b:1::::::\n", "")
                .users()
                .get("a");
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
        assertThat(one.toString()).doesNotContain(HASH).contains("********");
    }
}
