namespace Telephony.Sdp.Descriptions;

/// <summary>Payload types that need no rtpmap (RFC 3551 6, tables 4 and 5).</summary>
internal static class StaticPayloadTypes
{
    private static readonly SdpCodec?[] Table = Build();

    public static SdpCodec? Find(int payloadType) => payloadType < Table.Length ? Table[payloadType] : null;

    private static SdpCodec?[] Build()
    {
        var table = new SdpCodec?[35];
        foreach (var codec in new SdpCodec[]
        {
            new(0, "PCMU", 8000), new(3, "GSM", 8000), new(4, "G723", 8000), new(5, "DVI4", 8000), new(6, "DVI4", 16000), new(7, "LPC", 8000),
            new(8, "PCMA", 8000), new(9, "G722", 8000), new(10, "L16", 44100, 2), new(11, "L16", 44100), new(12, "QCELP", 8000), new(13, "CN", 8000),
            new(14, "MPA", 90000), new(15, "G728", 8000), new(16, "DVI4", 11025), new(17, "DVI4", 22050), new(18, "G729", 8000),
            new(25, "CelB", 90000), new(26, "JPEG", 90000), new(28, "nv", 90000), new(31, "H261", 90000), new(32, "MPV", 90000),
            new(33, "MP2T", 90000), new(34, "H263", 90000),
        }) table[codec.PayloadType] = codec;
        return table;
    }
}
