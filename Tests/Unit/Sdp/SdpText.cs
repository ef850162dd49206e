using System.Buffers;
using System.Text;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Reading;
using Telephony.Sdp.Writing;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>Descriptions as text, for tests that read like a capture.</summary>
internal static class SdpText
{
    public static SessionDescription Read(string text)
    {
        Assert.True(SdpReader.TryRead(Encoding.Latin1.GetBytes(text), SdpLimits.Default, out var description, out var why), $"{why} in\n{text}");
        return description!;
    }

    public static SdpFault Fault(string text, SdpLimits? limits = null)
    {
        Assert.False(SdpReader.TryRead(Encoding.Latin1.GetBytes(text), limits ?? SdpLimits.Default, out var description, out var why));
        Assert.Null(description);
        Assert.InRange(why.Offset, 0, text.Length);
        return why.Fault;
    }

    public static byte[] Bytes(SessionDescription description)
    {
        var output = new ArrayBufferWriter<byte>();
        SdpWriter.Write(description, output);
        return output.WrittenSpan.ToArray();
    }

    public static string Write(SessionDescription description) => Encoding.Latin1.GetString(Bytes(description)).ReplaceLineEndings("\n");

    /// <summary>A description with the usual head; <paramref name="media"/> are m-lines and what follows them.</summary>
    public static SessionDescription Offer(params string[] media) =>
        Read("v=0\no=peer 7 3 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n" + string.Join('\n', media) + "\n");

    public static string[] LinesOf(SessionDescription description) => Write(description).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
