package io.countersign.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmc.common.IDescribable;
import org.openjdk.jmc.common.IDisplayable;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** A recording as JDK Mission Control reads it. */
final class MissionControl {
    private MissionControl() {}

    /** The last event of a type as its table shows it: values by the titles of their columns. */
    static Map<String, String> last(Path recording, String type) throws IOException {
        try {
            Map<String, String> row = new TreeMap<>();
            for (IItemIterable events : JfrLoaderToolkit.loadEvents(recording.toFile()).apply(ItemFilters.type(type))) {
                for (IItem event : events) {
                    row.clear();
                    row.put("Event Type", events.getType().getName());
                    columns(events.getType(), event, row);
                }
            }
            return row;
        } catch (CouldNotLoadRecordingException e) {
            throw new IOException(e);
        }
    }

    private static void columns(IType<IItem> type, IItem event, Map<String, String> row) {
        for (Map.Entry<IAccessorKey<?>, ? extends IDescribable> column : type.getAccessorKeys().entrySet()) {
            Object value = type.getAccessor(column.getKey()).getMember(event);
            row.put(column.getValue().getName(), value instanceof IQuantity ? ((IQuantity) value).displayUsing(IDisplayable.AUTO) : String.valueOf(value));
        }
    }
}
