package org.kubeos.diskimage.fat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A time as directory entries hold it (FAT specification, "Date and Time Formats"), in UTC.
 *
 * @param date year since 1980, month and day
 * @param time hour, minute and half of the second
 * @param hundredths hundredths of a second, 0 to 199, that {@code time} leaves out
 */
record DosTime(int date, int time, int hundredths) {

    private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(2107, 12, 31, 23, 59, 59, 990_000_000);

    /** The nearest time, not later, that can be expressed; times outside 1980 to 2107 become the first or the last. */
    static DosTime of(Instant instant) {
        LocalDateTime utc = clamp(instant);
        int date = utc.getYear() - FIRST.getYear() << 9 | utc.getMonthValue() << 5 | utc.getDayOfMonth();
        int time = utc.getHour() << 11 | utc.getMinute() << 5 | utc.getSecond() / 2;
        return new DosTime(date, time, utc.getSecond() % 2 * 100 + utc.getNano() / 10_000_000);
    }

    private static LocalDateTime clamp(Instant instant) {
        if (instant.isBefore(FIRST.toInstant(ZoneOffset.UTC))) {
            return FIRST;
        }
        if (instant.isAfter(LAST.toInstant(ZoneOffset.UTC))) {
            return LAST;
        }
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** The instant without {@link #hundredths()}; the first of 1980 if there is no such date. */
    Instant toInstant() {
        try {
            return LocalDateTime.of(
                            FIRST.getYear() + (date >> 9),
                            date >> 5 & 0x0F,
                            date & 0x1F,
                            time >> 11,
                            time >> 5 & 0x3F,
                            (time & 0x1F) * 2)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return FIRST.toInstant(ZoneOffset.UTC);
        }
    }
}
