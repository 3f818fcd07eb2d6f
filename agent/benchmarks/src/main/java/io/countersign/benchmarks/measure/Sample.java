package io.countersign.benchmarks.measure;

import java.util.Arrays;

/** Repeated measurements of one thing. Medians and minima: other load on the machine moves these least. */
public final class Sample {
    private double[] values = new double[0];

    public void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    public void addAll(Sample more) {
        for (double value : more.values) {
            add(value);
        }
    }

    public int size() {
        return values.length;
    }

    public double median() {
        return quantile(0.5);
    }

    public double min() {
        return quantile(0);
    }

    public double max() {
        return quantile(1);
    }

    /** With the values between two places of the sorted sample weighed; NaN of none. */
    public double quantile(double part) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Value by value, for two things that were measured in turns. */
    public Sample minus(Sample other) {
        Sample difference = new Sample();
        for (int i = 0; i < Math.min(values.length, other.values.length); i++) {
            difference.add(values[i] - other.values[i]);
        }
        return difference;
    }
}
