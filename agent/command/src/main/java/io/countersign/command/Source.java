package io.countersign.command;

import io.countersign.policy.PolicyFiles;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;
import io.countersign.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A policy as it is written: for what its meaning no longer tells. It has been read without a mistake before. */
final class Source {
    /** The tree of each file by the folder that its relative paths begin at. */
    private final List<Node> roots = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    Source(Path fileOrFolder) {
        for (Path file : PolicyFiles.of(fileOrFolder, new Mistakes())) {
            Node root = new YamlFile(file, new Mistakes()).read();
            if (root != null && root.kind == Kind.MAP) {
                roots.add(root);
                folders.add(file.toAbsolutePath().getParent());
            }
        }
    }

    interface Visitor {
        void text(Node node, Path folder);
    }

    /** Every single value, names aside. */
    void texts(Visitor visitor) {
        for (int i = 0; i < roots.size(); i++) {
            texts(roots.get(i), folders.get(i), visitor);
        }
    }

    private static void texts(Node node, Path folder, Visitor visitor) {
        if (node.kind == Kind.TEXT) {
            visitor.text(node, folder);
        } else if (node.items != null) {
            for (Node item : node.items) {
                texts(item, folder, visitor);
            }
        }
    }

    /** The mapping of each credential, by its name. */
    Map<String, Node> credentials() {
        Map<String, Node> all = new LinkedHashMap<>();
        for (Node root : roots) {
            Node credentials = root.get("credentials");
            for (int i = 0; credentials != null && credentials.kind == Kind.MAP && i < credentials.keys.size(); i++) {
                all.put(credentials.keys.get(i).text, credentials.items.get(i));
            }
        }
        return all;
    }
}
