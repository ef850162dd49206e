using Telephony.Rtp.Packets;
using Telephony.Rtp.Quality;
using Xunit;

namespace Telephony.Unit.Rtp.Quality;

public sealed class ReceiveStatisticsTests
{
    private ReceiveStatistics _statistics;
    private long _now = 5000;

    [Fact]
    public void A_clean_stream_over_the_wrap_has_no_loss_and_no_jitter()
    {
        for (var i = 0; i < 70_000; i++) Packet((ushort)(60_000 + i), (uint)(i * 160), 20);
        Assert.Equal((70_000, 0L, 0L, 0L), (_statistics.Packets, _statistics.Lost, _statistics.OutOfOrder, _statistics.Duplicates));
        Assert.Equal(0u, _statistics.JitterUnits);
        Assert.Equal(60_000u + 69_999, _statistics.ExtendedHighest);
        Assert.Equal(20, _statistics.MaxGapMilliseconds);
    }

    [Fact]
    public void Loss_reordering_and_repeats_are_told_apart()
    {
        foreach (var sequence in (ushort[])[10, 11, 13, 12, 12, 14, 17, 18, 18, 19]) Packet(sequence, sequence * 160u, 20);
        Assert.Equal(2, _statistics.Lost);
        Assert.Equal(1, _statistics.OutOfOrder);
        Assert.Equal(2, _statistics.Duplicates);
    }

    [Fact]
    public void A_report_says_what_was_lost_since_the_last()
    {
        for (ushort i = 0; i < 100; i++) Packet(i, i * 160u, 20);
        Assert.Equal((0, 0), _statistics.TakeReport());
        for (ushort i = 150; i < 200; i++) Packet(i, i * 160u, 20);
        Assert.Equal((128, 50), _statistics.TakeReport());
        for (ushort i = 200; i < 300; i++) Packet(i, i * 160u, 20);
        Assert.Equal((0, 50), _statistics.TakeReport());
    }

    [Fact]
    public void A_source_that_restarts_its_numbers_loses_nothing()
    {
        for (ushort i = 0; i < 10; i++) Packet(i, i * 160u, 20);
        for (ushort i = 30_000; i < 30_010; i++) Packet(i, i * 160u, 20);
        Assert.Equal(0, _statistics.Lost);
        Assert.Equal(1, _statistics.Sources);
    }

    [Fact]
    public void One_stray_number_changes_nothing()
    {
        for (ushort i = 0; i < 10; i++) Packet(i, i * 160u, 20);
        Packet(30_000, 0, 0);
        for (ushort i = 10; i < 20; i++) Packet(i, i * 160u, 20);
        Assert.Equal(0, _statistics.Lost);
        Assert.Equal(19u, _statistics.ExtendedHighest);
    }

    [Fact]
    public void Totals_run_on_over_a_new_source()
    {
        for (ushort i = 0; i < 10; i++) Packet(i, i * 160u, 20);
        Packet(12, 12 * 160, 60);
        for (ushort i = 500; i < 510; i++) Packet(i, i * 160u, 20, ssrc: 2);
        Packet(511, 511 * 160, 40, ssrc: 2);
        Assert.Equal(3, _statistics.Lost);
        Assert.Equal(22, _statistics.Packets);
        Assert.Equal(2, _statistics.Sources);
        Assert.Equal((2u, 511u), (_statistics.Ssrc, _statistics.ExtendedHighest));
    }

    [Fact]
    public void Jitter_is_the_smoothed_difference_of_transit_times()
    {
        double expected = 0;
        for (ushort i = 0; i < 400; i++)
        {
            Packet(i, i * 160u, i % 2 == 0 ? 15 : 25);
            if (i > 0) expected += (40 - expected) / 16;
        }
        Assert.Equal(expected / 8, _statistics.JitterMilliseconds, 0.2);
    }

    [Fact]
    public void A_pause_before_a_marker_is_no_gap()
    {
        Packet(1, 160, 20);
        Packet(2, 8000, 980, marker: true);
        Packet(3, 8160, 30);
        Assert.Equal(30, _statistics.MaxGapMilliseconds);
    }

    [Theory]
    [InlineData(0, 20, 93.2, 4.41)]
    [InlineData(1, 20, 89.0, 4.31)]
    [InlineData(5, 20, 76.9, 3.89)]
    [InlineData(0, 300, 72.0, 3.69)]
    [InlineData(30, 500, 0.0, 1.0)]
    public void The_rating_falls_with_loss_and_delay(double lossPercent, double delay, double rating, double mos)
    {
        var r = VoiceQuality.RFactor(Telephony.Rtp.Payloads.AudioCodec.Pcmu, delay, lossPercent);
        Assert.InRange(r, rating - 1, rating + 1);
        Assert.InRange(VoiceQuality.MosOf(r), mos - 0.06, mos + 0.06);
    }

    private void Packet(ushort sequence, uint timestamp, int after, uint ssrc = 1, bool marker = false)
    {
        _now += after;
        _statistics.OnPacket(new RtpHeader(0, marker, sequence, timestamp, ssrc, 12, 0), 160, 8000, timed: true, _now);
    }
}
