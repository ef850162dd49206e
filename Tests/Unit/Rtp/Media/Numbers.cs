using Telephony.Rtp.Packets;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>How what a peer got is numbered.</summary>
internal static class Numbers
{
    /// <summary>One source, no hole, and a timestamp that never goes back: what the most particular phone wants.</summary>
    public static void AssertOneStream(IReadOnlyList<byte[]> packets)
    {
        var headers = packets.Select(MediaPeer.Header).ToList();
        Assert.Single(headers.Select(static header => header.Ssrc).Distinct());
        Assert.All(Steps(packets), static step => Assert.Equal(1, step));
        foreach (var (before, after) in headers.Zip(headers.Skip(1)))
        {
            var advance = (int)(after.Timestamp - before.Timestamp);
            Assert.InRange(advance, before.PayloadType == 101 && after.PayloadType == 101 ? 0 : 1, 16_000);
        }
    }

    /// <summary>From each number to the next.</summary>
    public static int[] Steps(IReadOnlyList<byte[]> packets)
    {
        RtpHeader[] headers = [.. packets.Select(MediaPeer.Header)];
        return [.. headers.Zip(headers.Skip(1)).Select(static pair => (int)(ushort)(pair.Second.Sequence - pair.First.Sequence))];
    }
}
