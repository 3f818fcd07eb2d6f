package io.countersign.benchmarks.start;

import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.Sample;

/** The runs of one program with one agent. */
final class Samples {
    final Sample wall = new Sample();
    final Sample cpu = new Sample();
    final Sample peak = new Sample();

    void add(Cost cost) {
        wall.add(cost.wallMillis);
        cpu.add(cost.cpuMillis);
        peak.add(cost.peakMebibytes);
    }
}
