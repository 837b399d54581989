package org.kubeos.testkit.kubernetes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/**
 * Builds Kubernetes from the source package of Debian 12, with Debian's Go. Nothing is installed, and nothing is downloaded
 * but packages. What it does is printed with times.
 */
final class KubernetesBuild {

    /** The newest version whose servers Debian has the source of. */
    static final String VERSION = "1.20.2";

    /** To be raised when the same source is to become other programs. */
    static final int RECIPE = 1;

    static final List<String> COMPONENTS =
            List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "kubectl");

    private static final String MODULE = "k8s.io/kubernetes";
    private static final String VENDOR = MODULE + "/vendor/k8s.io/";
    private static final String OPENAPI_TAG = "+k8s:openapi-gen=";
    private static final long REPORT_NANOS = 20_000_000_000L;
    private static final int ERROR_LINES = 50;

    private final Path work;
    private final Path source;
    private final long start = System.nanoTime();

    /** @param work an empty directory; it keeps 3 GB, which the caller removes */
    KubernetesBuild(Path work) {
        this.work = work;
        this.source = work.resolve("go/src").resolve(MODULE);
    }

    /** Returns the directory that has the programs. */
    Path run() throws IOException {
        report("downloading the source and Go; building all of it takes some five minutes");
        var download = new SourceDownload(work.resolve("download"));
        Path tarball = download.source("kubernetes", VERSION);
        Path packages = download.unpack(
                List.of("golang-1.19-go", "golang-1.19-src", "golang-github-modern-go-reflect2-dev", "etcd-server"));
        unpack(tarball, packages);
        generateOpenApi();
        Path programs = Files.createDirectory(work.resolve("programs"));
        Files.copy(packages.resolve("usr/bin/etcd"), programs.resolve("etcd"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String component : COMPONENTS) {
            report("building " + component);
            build("./cmd/" + component, programs.resolve(component));
        }
        report("done");
        return programs;
    }

    private void unpack(Path tarball, Path packages) throws IOException {
        report("unpacking " + tarball.getFileName());
        Files.createDirectories(source);
        Tool.run("tar", "-xf", tarball.toString(), "-C", source.toString(), "--strip-components=1")
                .expectSuccess();
        // The vendored 1.0.1 reads the runtime's maps as they were before Go 1.18, and crashes.
        Path reflect2 = source.resolve("vendor/github.com/modern-go/reflect2");
        Tool.run("rm", "-r", reflect2.toString()).expectSuccess();
        Files.move(packages.resolve("usr/share/gocode/src/github.com/modern-go/reflect2"), reflect2);
    }

    /** The one generated file that is not in the source. */
    private void generateOpenApi() throws IOException {
        report("generating the OpenAPI definitions");
        Path generator = work.resolve("openapi-gen");
        build("./vendor/k8s.io/kube-openapi/cmd/openapi-gen", generator);
        run(List.of(
                generator.toString(),
                "--logtostderr",
                "--go-header-file=hack/boilerplate/boilerplate.generatego.txt",
                "--input-dirs=" + String.join(",", openApiPackages()),
                "--output-package=" + MODULE + "/pkg/generated/openapi",
                "--output-file-base=zz_generated.openapi",
                "--report-filename=" + work.resolve("openapi-violations")));
    }

    private List<String> openApiPackages() throws IOException {
        try (Stream<Path> own = Files.walk(source.resolve("pkg"));
                Stream<Path> staging = Files.walk(source.resolve("staging/src"))) {
            return Stream.concat(own, staging)
                    .filter(file -> file.toString().endsWith(".go"))
                    .filter(file -> !file.toString().matches(".*/(sample-apiserver|code-generator)/.*"))
                    .filter(KubernetesBuild::isTagged)
                    .map(file -> source.relativize(file.getParent()).toString())
                    .map(directory -> MODULE + "/" + directory.replaceFirst("^staging/src/", "vendor/"))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static boolean isTagged(Path file) {
        try {
            return Files.readString(file).contains(OPENAPI_TAG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build(String directory, Path program) throws IOException {
        String version = Stream.of("component-base/version", "client-go/pkg/version")
                .map(name -> "-X " + VENDOR + name + ".gitVersion=v" + VERSION)
                .collect(Collectors.joining(" "));
        run(List.of(
                go().resolve("bin/go").toString(),
                "build",
                "-v",
                "-trimpath",
                "-tags=providerless dockerless",
                "-ldflags=-s -w " + version,
                "-o",
                program.toString(),
                directory));
    }

    private Path go() {
        return work.resolve("download/root/usr/lib/go-1.19");
    }

    private void run(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(source.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        work.toString(),
                        // Go's own directories, which it would leave behind if it were killed.
                        "TMPDIR",
                        Files.createDirectories(work.resolve("tmp")).toString(),
                        "GOROOT",
                        go().toString(),
                        "GOPATH",
                        work.resolve("go").toString(),
                        "GOCACHE",
                        work.resolve("cache").toString(),
                        "GO111MODULE",
                        "off",
                        "GOENV",
                        "off",
                        "GOFLAGS",
                        "",
                        "CGO_ENABLED",
                        "0"));
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> end = follow(process);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError("Can't build Kubernetes: " + String.join(" ", command) + " ended with "
                        + process.exitValue() + ":\n" + String.join("\n", end));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reports now and then how many lines there have been, one for each package of Go; returns the last ones. */
    private List<String> follow(Process process) throws IOException {
        var end = new ArrayDeque<String>();
        long reported = System.nanoTime();
        int packages = 0;
        try (BufferedReader lines = process.inputReader()) {
            String line;
            while ((line = lines.readLine()) != null) {
                packages++;
                end.add(line);
                if (end.size() > ERROR_LINES) {
                    end.remove();
                }
                if (System.nanoTime() - reported > REPORT_NANOS) {
                    reported = System.nanoTime();
                    report("  " + packages + " packages");
                }
            }
        }
        return new ArrayList<>(end);
    }

    private void report(String text) {
        System.err.printf("Kubernetes %s, %d s: %s%n", VERSION, (System.nanoTime() - start) / 1_000_000_000, text);
    }
}
