package io.countersign.key;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An object as Java serializes it, read as data alone (Java Object Serialization Specification, chapter 6): its fields by their names, which are
 * texts, bytes and such objects again. No class is looked for, and none of its code runs; nor is the JDK's filter of classes asked, which asks
 * for a logger before the application may have set that up.
 */
final class Serialized {
    private static final int HEADER = 0xaced0005;
    private static final int FIRST_HANDLE = 0x7e0000;
    private static final int WRITE_METHOD = 1;
    private static final int SERIALIZABLE = 2;
    private static final int DEEPEST = 16;

    private final DataInputStream in;
    private final List<Object> handles = new ArrayList<>();
    private int depth;

    private Serialized(DataInputStream in) {
        this.in = in;
    }

    private static final class ClassDesc {
        String name;
        int flags;
        final List<String> fields = new ArrayList<>();
        ClassDesc superclass;
    }

    /** Reads one object and nothing behind it. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(DataInputStream in) throws IOException {
        if (in.readInt() != HEADER) {
            throw new IOException();
        }
        Object object = new Serialized(in).content();
        if (!(object instanceof Map)) {
            throw new IOException();
        }
        return (Map<String, Object>) object;
    }

    private Object content() throws IOException {
        if (++depth > DEEPEST) {
            throw new IOException();
        }
        Object content = content(in.readUnsignedByte());
        depth--;
        return content;
    }

    private Object content(int tag) throws IOException {
        switch (tag) {
            case 0x70: // TC_NULL
                return null;
            case 0x71: // TC_REFERENCE
                int handle = in.readInt() - FIRST_HANDLE;
                if (handle < 0 || handle >= handles.size()) {
                    throw new IOException();
                }
                return handles.get(handle);
            case 0x72: // TC_CLASSDESC
                return classDesc();
            case 0x73: // TC_OBJECT
                ClassDesc type = desc();
                Map<String, Object> fields = new HashMap<>();
                handles.add(fields);
                data(type, fields);
                return fields;
            case 0x74: // TC_STRING
                String text = in.readUTF();
                handles.add(text);
                return text;
            case 0x75: // TC_ARRAY
                return bytes(desc());
            case 0x7e: // TC_ENUM
                desc();
                handles.add(null);
                return content();
            default:
                throw new IOException();
        }
    }

    private ClassDesc desc() throws IOException {
        Object desc = content();
        if (!(desc instanceof ClassDesc)) {
            throw new IOException();
        }
        return (ClassDesc) desc;
    }

    private ClassDesc classDesc() throws IOException {
        ClassDesc desc = new ClassDesc();
        desc.name = in.readUTF();
        in.readLong();
        handles.add(desc);
        desc.flags = in.readUnsignedByte();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            char type = (char) in.readUnsignedByte();
            desc.fields.add(type + in.readUTF());
            if (type == '[' || type == 'L') {
                content();
            }
        }
        annotation();
        Object superclass = content();
        if (superclass != null && !(superclass instanceof ClassDesc)) {
            throw new IOException();
        }
        desc.superclass = (ClassDesc) superclass;
        return desc;
    }

    private byte[] bytes(ClassDesc type) throws IOException {
        int place = handles.size();
        handles.add(null);
        int length = in.readInt();
        if (!type.name.equals("[B") || length < 0 || length > in.available()) {
            throw new IOException();
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        handles.set(place, bytes);
        return bytes;
    }

    /** Of the outermost superclass first. */
    private void data(ClassDesc type, Map<String, Object> into) throws IOException {
        if (type.superclass != null) {
            data(type.superclass, into);
        }
        if ((type.flags & ~WRITE_METHOD) != SERIALIZABLE) {
            throw new IOException();
        }
        for (String field : type.fields) {
            switch (field.charAt(0)) {
                case '[':
                case 'L':
                    into.put(field.substring(1), content());
                    break;
                case 'J':
                case 'D':
                    in.readLong();
                    break;
                case 'I':
                case 'F':
                    in.readInt();
                    break;
                case 'S':
                case 'C':
                    in.readShort();
                    break;
                case 'B':
                case 'Z':
                    in.readByte();
                    break;
                default:
                    throw new IOException();
            }
        }
        if ((type.flags & WRITE_METHOD) != 0) {
            annotation();
        }
    }

    /** Up to TC_ENDBLOCKDATA. */
    private void annotation() throws IOException {
        for (int tag = in.readUnsignedByte(); tag != 0x78; tag = in.readUnsignedByte()) {
            if (tag == 0x77) { // TC_BLOCKDATA
                in.readFully(new byte[in.readUnsignedByte()]);
            } else {
                content(tag);
            }
        }
    }
}
