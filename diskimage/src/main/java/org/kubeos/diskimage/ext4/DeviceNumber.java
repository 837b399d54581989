package org.kubeos.diskimage.ext4;

import java.nio.ByteBuffer;

/**
 * A device number in a block map: the old form of 8 and 8 bits in the first word where it suffices, else the new form of
 * 12 and 20 bits in the second.
 */
public record DeviceNumber(int major, int minor) {

    public static final int MAX_MAJOR = 0xFFF;
    public static final int MAX_MINOR = 0xF_FFFF;

    public boolean isRepresentable() {
        return major >= 0 && major <= MAX_MAJOR && minor >= 0 && minor <= MAX_MINOR;
    }

    public void write(ByteBuffer blockMap) {
        if (major < 256 && minor < 256) {
            blockMap.putInt(0, major << 8 | minor);
        } else {
            blockMap.putInt(4, minor & 0xFF | major << 8 | (minor & ~0xFF) << 12);
        }
    }

    public static DeviceNumber read(ByteBuffer blockMap) {
        int old = blockMap.getInt(0);
        if (old != 0) {
            return new DeviceNumber(old >>> 8 & 0xFF, old & 0xFF);
        }
        int wide = blockMap.getInt(4);
        return new DeviceNumber(wide >>> 8 & 0xFFF, wide & 0xFF | wide >>> 12 & 0xF_FF00);
    }
}
