using System.Text;
using Telephony.Rtp.Media;
using Telephony.Rtp.Rtcp;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

public sealed class ReportingTests
{
    private readonly MediaRoom _room = new();

    internal static byte[] ReceiverReport(uint ssrc, ReportBlock? block = null)
    {
        var buffer = new byte[200];
        var writer = new RtcpWriter(buffer);
        writer.ReceiverReport(ssrc, block);
        writer.SourceDescription(ssrc, "peer@example"u8);
        return buffer[..writer.Length];
    }

    [Fact]
    public void A_leg_that_relays_reports_for_the_source_it_relays()
    {
        var (a, b) = _room.Bridge();
        a.Talk(500);
        Assert.InRange(b.Reports.Count, 1, 5);
        Assert.True(RtcpReader.TryOpen(b.Reports[^1], out var report, out _));
        Assert.True(report.MoveNext());
        Assert.Equal(RtcpType.SenderReport, report.Type);
        Assert.Equal(a.Ssrc, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(report.Body));
        var info = SenderInfo.Read(report.Body[4..]);
        Assert.InRange(info.Packets, 50u, 500u);
        Assert.Equal(info.Packets * 160, info.Octets);
        Assert.InRange(a.Timestamp - info.RtpTimestamp, 0u, 8u * 7500);
        Assert.True(report.MoveNext());
        Assert.Equal(RtcpType.SourceDescription, report.Type);
        Assert.Equal(16, report.Body[5]);
        Assert.Matches("^[A-Za-z0-9+/]{16}$", Encoding.ASCII.GetString(report.Body.Slice(6, 16)));
        Assert.False(report.MoveNext());
    }

    [Fact]
    public void A_leg_that_only_hears_reports_what_it_heard()
    {
        var (a, _) = _room.Bridge();
        a.Talk(100);
        a.Sequence += 10;
        a.Talk(200);
        Assert.True(RtcpReader.TryOpen(a.Reports[^1], out var report, out _));
        Assert.True(report.MoveNext());
        Assert.Equal(RtcpType.ReceiverReport, report.Type);
        Assert.Equal(1, report.Count);
        var block = ReportBlock.Read(report.Body[4..]);
        Assert.Equal(a.Ssrc, block.Ssrc);
        Assert.Equal(10, block.CumulativeLost);
        Assert.InRange(block.Jitter, 0u, 8u);
    }

    [Fact]
    public void Round_trip_and_remote_loss_come_from_the_peers_reports()
    {
        var (a, b) = _room.Bridge();
        a.Talk(300);
        Assert.True(RtcpReader.TryOpen(b.Reports[^1], out var ours, out _));
        Assert.True(ours.MoveNext());
        var info = SenderInfo.Read(ours.Body[4..]);

        var heldFor = TimeSpan.FromMilliseconds(500);
        var asked = _room.Clock.Elapsed;
        _room.Wait(540);
        b.SendReport(ReceiverReport(b.Ssrc, new ReportBlock(a.Ssrc, 0, 7, 1, 80, info.MiddleNtp, Units(heldFor))));
        Assert.True(_room.Clock.Elapsed > asked);
        _room.Wait(1000);
        var quality = b.Leg.Quality;
        Assert.Equal(7, quality.RemoteLostPackets);
        Assert.Equal(10, quality.RemoteJitterMilliseconds);
        Assert.NotNull(quality.RoundTripMilliseconds);
        Assert.Equal(1, quality.RtcpReceived);
        Assert.NotNull(quality.RemoteMos);
    }

    [Fact]
    public void Reports_of_strangers_and_invalid_ones_are_refused()
    {
        var (a, _) = _room.Bridge();
        a.Send();
        var stranger = _room.AddPeer(a.Leg, "198.51.100.7");
        stranger.SendReport(ReceiverReport(1));
        a.SendReport([0x81, 202, 0, 0]);
        Assert.Equal(1, _room.Refused(RefusalCause.RtcpSource));
        Assert.Equal(1, _room.Refused(RefusalCause.BadRtcp));
        Assert.Empty(stranger.Reports);
    }

    [Fact]
    public void Nothing_of_one_sides_reports_reaches_the_other()
    {
        var (a, b) = _room.Bridge();
        a.Send();
        b.Send();
        a.SendReport(ReceiverReport(0x1234_5678));
        _room.Wait(8000);
        Assert.All(b.Reports, report => Assert.False(report.AsSpan().IndexOf((byte[])[0x12, 0x34, 0x56, 0x78]) >= 0));
        Assert.All(b.Reports, report => Assert.False(report.AsSpan().IndexOf("peer@example"u8) >= 0));
    }

    [Fact]
    public void A_closed_leg_says_goodbye()
    {
        var (a, b) = _room.Bridge();
        a.Talk(3);
        b.Leg.Close();
        _room.Clock.RunUntilIdle();
        Assert.True(RtcpReader.TryOpen(b.Reports[^1], out var report, out _));
        var types = new List<RtcpType>();
        while (report.MoveNext()) types.Add(report.Type);
        Assert.Equal([RtcpType.SenderReport, RtcpType.SourceDescription, RtcpType.Bye], types);
    }

    [Fact]
    public void Muxed_legs_have_one_port_and_report_on_it()
    {
        var a = _room.AddPeer(_room.AddLeg(mux: true));
        var b = _room.AddPeer(_room.AddLeg());
        Assert.Equal(a.Leg.LocalRtp, a.Leg.LocalRtcp);
        a.Leg.Apply(a.Plan() with { RtcpMux = true });
        b.Leg.Apply(b.Plan());
        _room.Session.Bridge(a.Leg, b.Leg);
        b.Talk(400);
        Assert.NotEmpty(a.Reports);
        a.SendRaw(ReceiverReport(a.Ssrc));
        Assert.Equal(1, _room.Plane.Statistics.RtcpReceived);
    }

    [Fact]
    public void Intervals_lie_around_five_seconds()
    {
        var random = new Random(3);
        var intervals = Enumerable.Range(0, 1000).Select(_ => RtcpInterval.Milliseconds(TimeSpan.FromSeconds(5), first: false, random.NextDouble())).ToArray();
        Assert.InRange(intervals.Min(), 2052, 2300);
        Assert.InRange(intervals.Max(), 5900, 6157);
    }

    private static uint Units(TimeSpan time) => (uint)(time.TotalSeconds * 65536);
}
