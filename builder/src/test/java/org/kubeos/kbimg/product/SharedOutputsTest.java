package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A class that looks at shared outputs and is not among their users could find them removed. */
class SharedOutputsTest {

    private final JavaClasses classes = new ClassFileImporter().importPackagesOf(SharedOutputs.class);

    @ParameterizedTest
    @CsvSource({
        "out, BuiltImage, example",
        "full, BuiltImage, full",
        "full-openeuler, BuiltImage, fullOpenEuler",
        "bios, BuiltImage, bios",
        "rpm-out, RpmImage, file"
    })
    void usersAreTheClassesThatAskForThem(String outputs, String owner, String method) {
        Set<String> callers = classes.get(SharedOutputs.class.getPackageName() + "." + owner).getMethods().stream()
                .filter(each -> each.getName().equals(method))
                .flatMap(each -> each.getAccessesToSelf().stream())
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(callers)
                .isEqualTo(SharedOutputs.USERS.getOrDefault(outputs, Set.of()).stream()
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyUserTellsWhenItHasEnded() {
        assertThat(SharedOutputs.USERS.values().stream().flatMap(Collection::stream))
                .allSatisfy(user -> assertThat(user.getAnnotation(ExtendWith.class))
                        .isNotNull()
                        .satisfies(annotation -> assertThat(annotation.value()).contains(SharedOutputs.class)));
    }

    @Test
    void outputsGoAfterTheLastOfTheirUsers(@TempDir Path temp) throws IOException {
        Path both =
                Files.writeString(Files.createDirectory(temp.resolve("both")).resolve("file"), "");
        Path one = Files.createDirectory(temp.resolve("one"));
        var remaining = new SharedOutputs.Remaining(
                temp, Map.of("both", Set.of(String.class, Integer.class), "one", Set.of(String.class)));

        remaining.end(String.class);
        remaining.end(String.class);
        remaining.end(Long.class);
        assertThat(one).doesNotExist();
        assertThat(both).exists();

        remaining.end(Integer.class);
        assertThat(both.getParent()).doesNotExist();
    }
}
