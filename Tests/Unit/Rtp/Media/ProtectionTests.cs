using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>SRTP at a leg's edge: relay, digits, statistics and latching behind it work on plain packets.</summary>
public sealed class ProtectionTests
{
    private readonly MediaRoom _room = new();

    public static TheoryData<SrtpSuite> Suites => [.. Enum.GetValues<SrtpSuite>()];

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_protected_leg_talks_to_a_plain_one(SrtpSuite suite)
    {
        var (a, b, far) = Bridge(suite);
        for (var i = 0; i < 5; i++)
        {
            var plain = Next(a);
            a.SendRaw(far.Protect(plain));
            Assert.Equal(plain, b.Received[^1]);
            var sent = b.Send();
            Assert.NotEqual(sent, a.Received[^1]);
            Assert.Equal(sent, far.Open(a.Received[^1]));
        }
        Assert.Equal(5, b.Received.Count);
        _room.Wait(1000);
        Assert.Equal((5, 800), (a.Leg.Quality.ReceivedPackets, a.Leg.Quality.ReceivedBytes));
    }

    [Fact]
    public void Two_protected_legs_with_different_suites_talk_to_each_other()
    {
        var (a, b) = (_room.AddPeer(_room.AddLeg()), _room.AddPeer(_room.AddLeg()));
        var (farA, farB) = (new Far(SrtpSuite.AeadAes256Gcm, 1), new Far(SrtpSuite.AesCm128HmacSha1Tag32, 3));
        a.Leg.Apply(a.Plan() with { Protection = farA.Agreement });
        b.Leg.Apply(b.Plan() with { Protection = farB.Agreement });
        _room.Session.Bridge(a.Leg, b.Leg);
        _room.Clock.RunUntilIdle();
        var plain = Next(a);
        a.SendRaw(farA.Protect(plain));
        Assert.Equal(plain, farB.Open(Assert.Single(b.Received)));
    }

    [Fact]
    public void What_is_not_authentic_or_was_here_before_latches_nothing()
    {
        var (a, b, far) = Bridge(SrtpSuite.AesCm128HmacSha1Tag80);
        var stranger = _room.AddPeer(a.Leg, "198.51.100.66", 61000);
        stranger.Send();                                                    // plain RTP
        var forged = far.Protect(Next(a));
        forged[20] ^= 1;
        stranger.SendRaw(forged);
        Assert.Equal(2, _room.Refused(RefusalCause.NotAuthentic));
        b.Send();
        Assert.Single(a.Received);                                          // still where it was signalled
        Assert.Empty(stranger.Received);

        var sealedPacket = far.Protect(Next(a));
        a.SendRaw(sealedPacket);
        a.SendRaw(sealedPacket);
        stranger.SendRaw(sealedPacket);
        Assert.Equal(2, _room.Refused(RefusalCause.Replayed));
        Assert.Single(b.Received);
        Assert.Equal(0, _room.Refused(RefusalCause.ThirdParty));
        b.Send();
        Assert.Equal(2, a.Received.Count);
    }

    [Fact]
    public void A_copy_from_elsewhere_takes_nothing_from_the_true_packet()
    {
        var (a, b, far) = Bridge(SrtpSuite.AeadAes128Gcm);
        a.SendRaw(far.Protect(Next(a)));
        var stranger = _room.AddPeer(a.Leg, "198.51.100.66", 61000);
        var sealedPacket = far.Protect(Next(a));
        stranger.SendRaw(sealedPacket);                                     // got here first
        Assert.Equal(1, _room.Refused(RefusalCause.ThirdParty));
        a.SendRaw(sealedPacket);
        Assert.Equal(2, b.Received.Count);
    }

    [Fact]
    public void Forged_packets_do_not_keep_a_silent_leg_alive()
    {
        var (a, _, _) = Bridge(SrtpSuite.AesCm128HmacSha1Tag80);
        for (var second = 0; second < 31; second++)
        {
            a.Send();
            _room.Wait(1000);
        }
        Assert.Contains("timeout", _room.Told);
    }

    [Fact]
    public void Digits_are_seen_and_passed()
    {
        var (a, b, far) = Bridge(SrtpSuite.AesCm128HmacSha1Tag80);
        var sender = new DigitSender(new DtmfDigit(5), TimeSpan.FromMilliseconds(100), 8000);
        while (sender.TryNext(out var payload, out var marker))
        {
            var packet = new byte[RtpHeader.FixedBytes + TelephoneEvent.Bytes];
            RtpHeader.Write(packet, 101, marker, a.Sequence++, 5000, a.Ssrc);
            payload.Write(packet.AsSpan(12));
            a.SendRaw(far.Protect(packet));
        }
        _room.Clock.RunUntilIdle();
        Assert.Contains("digit 5 100 ms", _room.Told);
        Assert.NotEmpty(b.Received);
    }

    [Fact]
    public void Reports_are_protected_both_ways()
    {
        var (a, _, far) = Bridge(SrtpSuite.AeadAes256Gcm);
        a.SendRaw(far.Protect(Next(a)));
        _room.Wait(8000);
        Assert.NotEmpty(a.Reports);
        Assert.All(a.Reports, report => Assert.True(far.TryOpenRtcp(report)));
        a.SendReport(Convert.FromHexString("81c8000bcafebabe" + new string('a', 80)));
        Assert.Equal(1, _room.Refused(RefusalCause.NotAuthentic));
    }

    [Fact]
    public void A_new_key_in_a_running_call_loses_nothing_and_keeps_the_rollover_counter()
    {
        var (a, b, far) = Bridge(SrtpSuite.AesCm128HmacSha1Tag80);
        a.Sequence = 65_500;
        for (var i = 0; i < 100; i++) a.SendRaw(far.Protect(Next(a)));
        var underWay = far.Protect(Next(a));
        far.Rekey(2);
        a.Leg.Apply(a.Plan() with { Protection = far.Agreement });
        _room.Clock.RunUntilIdle();
        a.SendRaw(underWay);
        for (var i = 0; i < 10; i++) a.SendRaw(far.Protect(Next(a)));
        Assert.Equal(111, b.Received.Count);
        b.Send();
        Assert.NotNull(far.Open(a.Received[^1]));
    }

    [Fact]
    public void A_plan_without_a_new_key_keeps_the_context()
    {
        var (a, b, far) = Bridge(SrtpSuite.AesCm128HmacSha1Tag80);
        a.Sequence = 65_530;
        for (var i = 0; i < 10; i++) a.SendRaw(far.Protect(Next(a)));
        a.Leg.Apply(a.Plan() with { Protection = far.Agreement, Receive = false });
        _room.Clock.RunUntilIdle();
        a.SendRaw(far.Protect(Next(a)));
        a.Leg.Apply(a.Plan() with { Protection = far.SameAgreement });
        _room.Clock.RunUntilIdle();
        a.SendRaw(far.Protect(Next(a)));
        Assert.Equal(11, b.Received.Count);
    }

    [Fact]
    public void A_number_that_comes_twice_is_protected_once()
    {
        var (a, b, _) = Bridge(SrtpSuite.AeadAes128Gcm);
        var sent = b.Send(fill: 1);
        sent[20] = 9;
        b.SendRaw(sent);
        Assert.Single(a.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.RepeatedNumber));
    }

    /// <summary>The next packet of the peer's stream, not sent yet.</summary>
    private static byte[] Next(MediaPeer peer)
    {
        var packet = new byte[172];
        packet.AsSpan(12).Fill(0x55);
        RtpHeader.Write(packet, 0, marker: false, peer.Sequence++, peer.Timestamp, peer.Ssrc);
        peer.Timestamp += 160;
        return packet;
    }

    private (MediaPeer A, MediaPeer B, Far Far) Bridge(SrtpSuite suite)
    {
        var (a, b) = (_room.AddPeer(_room.AddLeg()), _room.AddPeer(_room.AddLeg()));
        var far = new Far(suite, 1);
        a.Leg.Apply(a.Plan() with { Protection = far.Agreement });
        b.Leg.Apply(b.Plan());
        _room.Session.Bridge(a.Leg, b.Leg);
        _room.Clock.RunUntilIdle();
        return (a, b, far);
    }

    /// <summary>The peer's own side of the protection.</summary>
    private sealed class Far
    {
        private readonly SrtpSuite _suite;
        private readonly byte[] _ours;
        private byte[] _theirs;
        private SrtpSender _sender;
        private readonly SrtpReceiver _receiver;

        public Far(SrtpSuite suite, byte seed)
        {
            _suite = suite;
            (_ours, _theirs) = (Unit.Rtp.Srtp.SrtpContextTests.Key(suite, (byte)(seed + 100)), Unit.Rtp.Srtp.SrtpContextTests.Key(suite, seed));
            _sender = new SrtpSender(SrtpCipher.Create(suite, _theirs));
            _receiver = new SrtpReceiver(new SrtpKeyRing(suite, [new SrtpMasterKey(_ours)]));
            Agreement = SameAgreement;
        }

        public SrtpAgreement Agreement { get; private set; }

        public SrtpAgreement SameAgreement => new(_suite, new SrtpMasterKey([.. _ours]), [new SrtpMasterKey([.. _theirs])]);

        public void Rekey(byte seed)
        {
            _theirs = Unit.Rtp.Srtp.SrtpContextTests.Key(_suite, seed);
            _sender = new SrtpSender(SrtpCipher.Create(_suite, _theirs), _sender);
            Agreement = SameAgreement;
        }

        public byte[] Protect(byte[] plain)
        {
            byte[] buffer = [.. plain, .. new byte[SrtpSender.MostBytes]];
            var length = plain.Length;
            Assert.Equal(SrtpVerdict.Done, _sender.ProtectRtp(buffer, ref length));
            return buffer[..length];
        }

        public byte[] Open(byte[] packet)
        {
            var copy = packet.ToArray();
            Assert.Equal(SrtpVerdict.Done, _receiver.OpenRtp(copy, out var length));
            _receiver.NoteRtp();
            return copy[..length];
        }

        public bool TryOpenRtcp(byte[] packet)
        {
            if (_receiver.OpenRtcp(packet.ToArray(), out _) != SrtpVerdict.Done) return false;
            _receiver.NoteRtcp();
            return true;
        }
    }
}
