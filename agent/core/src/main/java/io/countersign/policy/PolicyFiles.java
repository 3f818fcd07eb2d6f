package io.countersign.policy;

import io.countersign.text.Unreadable;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Place;
import io.countersign.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Where a policy is: one file, or a folder with its {@code *.yaml} and {@code *.yml}, not below. */
public final class PolicyFiles {
    private PolicyFiles() {}

    /** In the order of their names. @param mistakes what there is wrong with a folder */
    public static List<Path> of(Path where, Mistakes mistakes) {
        if (!Files.isDirectory(where)) {
            return Collections.singletonList(where);
        }
        Place folder = new Place(where.toString(), 1, 1);
        List<Path> files;
        long bytes = 0;
        try {
            files = in(where);
            for (Path file : files) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
        } catch (IOException e) {
            mistakes.add(folder, Unreadable.why(e));
            return Collections.emptyList();
        } catch (DirectoryIteratorException e) {
            mistakes.add(folder, Unreadable.why(e.getCause()));
            return Collections.emptyList();
        }
        if (files.isEmpty()) {
            mistakes.add(folder, "the folder holds no *.yaml or *.yml");
        }
        if (bytes > YamlFile.LARGEST) {
            mistakes.add(folder, "its files are larger than 16 MiB together");
            return Collections.emptyList();
        }
        return files;
    }

    private static List<Path> in(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            for (Path entry : entries) {
                files.add(entry);
            }
        }
        Collections.sort(files);
        return files;
    }

    /** Equal for as long as nothing has been written, replaced, added or taken away, by links that lead to others too. */
    public static List<Object> stamp(Path where) {
        List<Object> stamp = new ArrayList<>();
        try {
            for (Path file : Files.isDirectory(where) ? in(where) : Collections.singletonList(where)) {
                BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.addAll(Arrays.asList(file, seen.lastModifiedTime(), seen.size(), seen.fileKey()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            stamp.add(e.getClass());
        }
        return stamp;
    }
}
