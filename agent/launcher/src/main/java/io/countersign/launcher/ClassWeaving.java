package io.countersign.launcher;

import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Puts calls of the bridge into one class at its joinpoints. */
final class ClassWeaving {
    private static final int API = Opcodes.ASM9;
    private static final String BRIDGE = "java/lang/CountersignBridge";
    private static final String BOOLEAN = "java/lang/Boolean";
    private static final String AT = "(ILjava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

    /** The newest class files that this ASM knows. Later ones are read as this: what is woven is as old as Java 8. */
    private static final int NEWEST_KNOWN = Opcodes.V27;

    /** A joinpoint and the number by which woven code names it. */
    static final class Numbered {
        final int number;
        final Joinpoint joinpoint;

        Numbered(int number, Joinpoint joinpoint) {
            this.number = number;
            this.joinpoint = joinpoint;
        }
    }

    private final List<Numbered> wanted;
    private final Set<Joinpoint> met = new HashSet<>();

    ClassWeaving(List<Numbered> wanted) {
        this.wanted = new ArrayList<>(wanted);
    }

    /** Those of the wanted joinpoints that the class did not have. */
    List<Joinpoint> missing() {
        List<Joinpoint> missing = new ArrayList<>();
        for (Numbered n : wanted) {
            if (!met.contains(n.joinpoint)) {
                missing.add(n.joinpoint);
            }
        }
        return missing;
    }

    byte[] weave(byte[] classFile) {
        int major = (classFile[6] & 0xff) << 8 | classFile[7] & 0xff;
        byte[] readable = major > NEWEST_KNOWN ? withMajor(classFile.clone(), NEWEST_KNOWN) : classFile;
        ClassReader reader = new ClassReader(readable);
        choose(reader);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                List<Numbered> here = new ArrayList<>();
                for (Numbered n : wanted) {
                    if (n.joinpoint.method.equals(name) && n.joinpoint.descriptor.equals(descriptor)) {
                        here.add(n);
                    }
                }
                return here.isEmpty() || (access & Opcodes.ACC_ABSTRACT) != 0 ? out
                        : new Method(out, here, reader.getClassName(), descriptor);
            }
        }, 0);
        byte[] woven = writer.toByteArray();
        return major > NEWEST_KNOWN ? withMajor(woven, major) : woven;
    }

    /** Puts in the place of each joinpoint what is woven otherwise, where the class does not have its method but the other's. */
    private void choose(ClassReader reader) {
        boolean hasChoice = false;
        for (Numbered n : wanted) {
            hasChoice |= n.joinpoint.otherwise != null;
        }
        if (!hasChoice) {
            return;
        }
        Set<String> methods = new HashSet<>();
        reader.accept(new ClassVisitor(API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                methods.add(name + descriptor);
                return null;
            }
        }, ClassReader.SKIP_CODE);
        for (int i = 0; i < wanted.size(); i++) {
            Joinpoint there = wanted.get(i).joinpoint;
            while (there != null && !methods.contains(there.method + there.descriptor)) {
                there = there.otherwise;
            }
            if (there != null) {
                wanted.set(i, new Numbered(wanted.get(i).number, there));
            }
        }
    }

    private static byte[] withMajor(byte[] classFile, int major) {
        classFile[6] = (byte) (major >> 8);
        classFile[7] = (byte) major;
        return classFile;
    }

    private final class Method extends MethodVisitor {
        /** Above any local of the methods that are woven; locals that no frame names need no frame of their own. */
        private static final int SPARE_LOCALS = 200;

        private final List<Numbered> here;
        private final String owner;
        private final Type[] arguments;
        private final Type result;
        private final Label start = new Label();

        Method(MethodVisitor out, List<Numbered> here, String owner, String descriptor) {
            super(API, out);
            this.here = here;
            this.owner = owner;
            this.arguments = Type.getArgumentTypes(descriptor);
            this.result = Type.getReturnType(descriptor);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            for (Numbered n : here) {
                if (n.joinpoint.kind == Kind.ENTRY || n.joinpoint.kind == Kind.ENTRY_ARGUMENT) {
                    int local = localOf(n.joinpoint.argument);
                    call(n, arguments.length == 0 ? -1 : local);
                    if (n.joinpoint.kind == Kind.ENTRY) {
                        super.visitInsn(Opcodes.POP);
                    } else {
                        super.visitTypeInsn(Opcodes.CHECKCAST, arguments[n.joinpoint.argument].getInternalName());
                        super.visitVarInsn(Opcodes.ASTORE, local);
                    }
                }
            }
            super.visitLabel(start);
        }

        private int localOf(int argument) {
            int local = 1;
            for (int i = 0; i < argument; i++) {
                local += arguments[i].getSize();
            }
            return local;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                for (Numbered n : here) {
                    if (n.joinpoint.kind == Kind.RETURN || n.joinpoint.kind == Kind.EXIT) {
                        call(n, n.joinpoint.kind == Kind.RETURN ? object(n.joinpoint.argument) : -1);
                        super.visitInsn(Opcodes.POP);
                    } else if (n.joinpoint.kind == Kind.RESULT && opcode == Opcodes.ARETURN) {
                        super.visitVarInsn(Opcodes.ASTORE, SPARE_LOCALS);
                        call(n, SPARE_LOCALS);
                        super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
                    } else if (n.joinpoint.kind == Kind.VERDICT && result.getSort() == Type.BOOLEAN) {
                        judge(n);
                    }
                }
            }
            super.visitInsn(opcode);
        }

        /** The local that holds an argument as an object. */
        private int object(int argument) {
            int local = localOf(argument);
            if (arguments[argument].getSort() != Type.INT) {
                return local;
            }
            super.visitVarInsn(Opcodes.ILOAD, local);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
            super.visitVarInsn(Opcodes.ASTORE, SPARE_LOCALS);
            return SPARE_LOCALS;
        }

        @Override
        public void visitMethodInsn(int opcode, String calledOwner, String name, String descriptor, boolean isInterface) {
            for (Numbered n : here) {
                if (!name.equals(n.joinpoint.calledMethod) || !calledOwner.equals(n.joinpoint.calledClass.replace('.', '/'))) {
                    continue;
                }
                if (n.joinpoint.kind == Kind.CALL_ARGUMENT) {
                    replaceFirstArgument(n, Type.getArgumentTypes(descriptor));
                } else if (n.joinpoint.kind == Kind.CALL && Type.getArgumentTypes(descriptor).length <= 1) {
                    replaceCall(n, Type.getArgumentTypes(descriptor).length, Type.getReturnType(descriptor));
                    return;
                } else if (n.joinpoint.kind == Kind.CALL_RESULT) {
                    Type[] called = Type.getArgumentTypes(descriptor);
                    int self = SPARE_LOCALS;
                    if (called.length == 0) {
                        super.visitInsn(Opcodes.DUP);
                        super.visitVarInsn(Opcodes.ASTORE, self);
                    } else {
                        int[] local = store(called);
                        load(called, local, 0);
                        self = local[0];
                    }
                    super.visitMethodInsn(opcode, calledOwner, name, descriptor, isInterface);
                    replaceResult(n, self, Type.getReturnType(descriptor));
                    return;
                }
            }
            super.visitMethodInsn(opcode, calledOwner, name, descriptor, isInterface);
        }

        /** Without a branch, which would need a frame: the boolean on the stack, and not whether the handler says {@code FALSE}. */
        private void judge(Numbered n) {
            super.visitFieldInsn(Opcodes.GETSTATIC, BOOLEAN, "FALSE", "L" + BOOLEAN + ";");
            call(n, arguments.length == 0 || arguments[0].getSort() < Type.ARRAY ? -1 : 1);
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BOOLEAN, "equals", "(Ljava/lang/Object;)Z", false);
            super.visitInsn(Opcodes.ICONST_1);
            super.visitInsn(Opcodes.IXOR);
            super.visitInsn(Opcodes.IAND);
        }

        private void replaceFirstArgument(Numbered n, Type[] called) {
            int[] local = store(called);
            call(n, local[0]);
            super.visitTypeInsn(Opcodes.CHECKCAST, called[0].getInternalName());
            load(called, local, 1);
        }

        /** Takes the arguments of a call off the stack. The local behind that of the first one stays free. */
        private int[] store(Type[] called) {
            int[] local = new int[called.length];
            int next = SPARE_LOCALS;
            for (int i = called.length - 1; i >= 0; i--) {
                local[i] = next;
                super.visitVarInsn(called[i].getOpcode(Opcodes.ISTORE), next);
                next += called[i].getSize();
            }
            return local;
        }

        private void load(Type[] called, int[] local, int first) {
            for (int i = first; i < called.length; i++) {
                super.visitVarInsn(called[i].getOpcode(Opcodes.ILOAD), local[i]);
            }
        }

        private void replaceResult(Numbered n, int self, Type result) {
            boolean isBoolean = result.getSort() == Type.BOOLEAN;
            if (isBoolean) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, BOOLEAN, "valueOf", "(Z)L" + BOOLEAN + ";", false);
            }
            super.visitVarInsn(Opcodes.ASTORE, self + 1);
            call(n, self, self + 1);
            if (isBoolean) {
                super.visitTypeInsn(Opcodes.CHECKCAST, BOOLEAN);
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BOOLEAN, "booleanValue", "()Z", false);
            } else {
                super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
            }
        }

        private void replaceCall(Numbered n, int arguments, Type result) {
            int argument = SPARE_LOCALS + 1;
            if (arguments == 0) {
                argument = -1;
            } else {
                super.visitVarInsn(Opcodes.ASTORE, argument);
            }
            super.visitVarInsn(Opcodes.ASTORE, SPARE_LOCALS);
            call(n, SPARE_LOCALS, argument);
            if (result.getSort() == Type.VOID) {
                super.visitInsn(Opcodes.POP);
            } else {
                super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
            }
        }

        /** @param argument the local that holds the argument; -1 for none */
        private void call(Numbered n, int argument) {
            call(n, 0, argument);
        }

        /** @param self the local that holds the object which the handler is given as such */
        private void call(Numbered n, int self, int argument) {
            met.add(n.joinpoint);
            super.visitLdcInsn(n.number);
            super.visitVarInsn(Opcodes.ALOAD, self);
            if (argument < 0) {
                super.visitInsn(Opcodes.ACONST_NULL);
            } else {
                super.visitVarInsn(Opcodes.ALOAD, argument);
            }
            super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, "at", AT, false);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            for (Numbered n : here) {
                if (n.joinpoint.kind == Kind.EXIT) {
                    Label end = new Label();
                    super.visitLabel(end);
                    super.visitTryCatchBlock(start, end, end, null);
                    super.visitFrame(Opcodes.F_FULL, 1, new Object[] {owner}, 1, new Object[] {"java/lang/Throwable"});
                    call(n, -1);
                    super.visitInsn(Opcodes.POP);
                    super.visitInsn(Opcodes.ATHROW);
                }
            }
            super.visitMaxs(maxStack, maxLocals);
        }
    }
}
