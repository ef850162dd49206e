using System.Buffers.Binary;

namespace Telephony.Support.Sounds;

/// <summary>A page as a TIFF file of class F (RFC 2301): 1728 dots wide, its left half white and its right half black, coded by ITU-T T.6.</summary>
public static class FaxPage
{
    private const int Width = 1728;
    private const int Entries = 13;
    private const int HeaderBytes = 8;
    private const string FirstRow = "001" + "011010010" + "00011011" + "0000001001101" + "000001101010";      // horizontal mode: 832 and 32 of white, 832 and 32 of black
    private const string NextRow = "11";                                                                       // both edges as in the row above
    private const string EndOfPage = "000000000001000000000001";

    public static byte[] Make(int rows)
    {
        var bits = FirstRow + string.Concat(Enumerable.Repeat(NextRow, rows - 1)) + EndOfPage;
        var image = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i] == '1') image[i / 8] |= (byte)(0x80 >> (i % 8));
        }
        var directory = HeaderBytes;
        var resolutions = directory + 2 + (Entries * 12) + 4;
        var strip = resolutions + 16;
        var file = new byte[strip + image.Length];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(directory), Entries);
        (short Tag, short Type, int Value)[] entries =
        [
            (256, 4, Width), (257, 4, rows), (258, 3, 1), (259, 3, 4), (262, 3, 0), (266, 3, 1), (273, 4, strip), (277, 3, 1), (278, 4, rows), (279, 4, image.Length),
            (282, 5, resolutions), (283, 5, resolutions + 8), (296, 3, 2),
        ];
        for (var i = 0; i < Entries; i++)
        {
            var entry = file.AsSpan(directory + 2 + (i * 12));
            BinaryPrimitives.WriteInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], entries[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Value);
        }
        foreach (var (at, value) in new[] { (resolutions, 204), (resolutions + 4, 1), (resolutions + 8, 98), (resolutions + 12, 1) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        image.CopyTo(file, strip);
        return file;
    }

    /// <summary>Rows of the first page of a file.</summary>
    public static int RowsOf(byte[] file)
    {
        var little = file[0] == (byte)'I';
        var directory = Read(4, 4);
        for (var i = 0; i < Read(directory, 2); i++)
        {
            var entry = directory + 2 + (i * 12);
            if (Read(entry, 2) == 257) return Read(entry + 8, Read(entry + 2, 2) == 3 ? 2 : 4);
        }
        throw new InvalidDataException("The file has no length of its page.");

        int Read(int at, int bytes) => (bytes, little) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at)),
            (_, true) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)),
            _ => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)),
        };
    }
}
