using Telephony.Rtp.Packets;
using Telephony.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Srtp;

/// <summary>A sender and a receiver: rollover, replay, re-keying, key identifiers.</summary>
public sealed class SrtpContextTests
{
    private const uint Ssrc = 0xCAFE_BABE;

    public static TheoryData<SrtpSuite> Suites => [.. Enum.GetValues<SrtpSuite>()];

    [Theory]
    [MemberData(nameof(Suites))]
    public void What_is_protected_is_opened(SrtpSuite suite)
    {
        var ends = new Ends(suite);
        for (ushort sequence = 10; sequence < 200; sequence++)
        {
            var plain = Packet(sequence, payload: sequence);
            var sealedPacket = ends.Protect(plain);
            Assert.Equal(plain.Length + suite.RtpTagBytes(), sealedPacket.Length);
            Assert.Equal(plain[..12], sealedPacket[..12]);
            if (sequence > 40) Assert.NotEqual(plain[12..40], sealedPacket[12..40]);
            Assert.Equal(plain, ends.Open(sealedPacket));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_single_changed_octet_is_noticed(SrtpSuite suite)
    {
        var ends = new Ends(suite);
        var sealedPacket = ends.Protect(Packet(7, payload: 30));
        for (var i = 0; i < sealedPacket.Length; i++)
        {
            var changed = sealedPacket.ToArray();
            changed[i] ^= 0x04;
            if (SrtpPacket.HeaderBytes(changed) < 0) continue;
            Assert.NotEqual(SrtpVerdict.Done, ends.Receiver.OpenRtp(changed, out _));
        }
        Assert.NotNull(ends.Open(sealedPacket));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void RTCP_comes_through_once(SrtpSuite suite)
    {
        var ends = new Ends(suite);
        for (var i = 0; i < 5; i++)
        {
            var plain = Report();
            var (buffer, length) = Room(plain);
            Assert.Equal(SrtpVerdict.Done, ends.Sender.ProtectRtcp(buffer, ref length));
            Assert.Equal(plain.Length + 4 + suite.RtcpTagBytes(), length);
            var copy = buffer[..length];
            Assert.Equal(SrtpVerdict.Done, ends.Receiver.OpenRtcp(buffer.AsSpan(0, length), out var opened));
            ends.Receiver.NoteRtcp();
            Assert.Equal(plain, buffer[..opened]);
            Assert.Equal(SrtpVerdict.Replayed, ends.Receiver.OpenRtcp(copy, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_rollover_counter_goes_on_over_three_rollovers_and_lost_packets(SrtpSuite suite)
    {
        var ends = new Ends(suite);
        for (var index = 65_000u; index < 200_000; index += 7)
        {
            var plain = Packet((ushort)index, payload: 20);
            var sealedPacket = ends.Protect(plain);
            if (index % 3 != 0) Assert.Equal(plain, ends.Open(sealedPacket));
        }
    }

    [Fact]
    public void Packets_that_arrive_in_disorder_over_a_rollover_are_opened()
    {
        var ends = new Ends(SrtpSuite.AesCm128HmacSha1Tag80);
        var packets = Enumerable.Range(65_500, 100).Select(index => ends.Protect(Packet((ushort)index, payload: 50))).ToArray();
        new Random(1).Shuffle(packets.AsSpan(1));
        foreach (var packet in packets) Assert.NotNull(ends.Open(packet));
        foreach (var packet in packets) Assert.Null(ends.Open(packet));
    }

    [Fact]
    public void A_stream_that_rolled_over_just_before_it_was_first_heard_is_opened()
    {
        var ends = new Ends(SrtpSuite.AesCm128HmacSha1Tag32);
        for (var index = 65_530; index < 65_540; index++) ends.Protect(Packet((ushort)index, payload: 50));
        Assert.NotNull(ends.Open(ends.Protect(Packet(4, payload: 50))));
        Assert.NotNull(ends.Open(ends.Protect(Packet(5, payload: 50))));
    }

    [Fact]
    public void A_packet_that_was_opened_and_not_accepted_may_come_again()
    {
        var ends = new Ends(SrtpSuite.AeadAes128Gcm);
        var sealedPacket = ends.Protect(Packet(1, payload: 50));
        Assert.Equal(SrtpVerdict.Done, ends.Receiver.OpenRtp(sealedPacket.ToArray(), out _));     // from a stranger's address: not noted
        Assert.NotNull(ends.Open(sealedPacket));
        Assert.Equal(SrtpVerdict.Replayed, ends.Receiver.OpenRtp(sealedPacket, out _));
    }

    [Fact]
    public void No_place_in_the_key_stream_is_used_twice()
    {
        var ends = new Ends(SrtpSuite.AeadAes256Gcm);
        ends.Protect(Packet(100, payload: 50));
        var (buffer, length) = Room(Packet(100, payload: 50, fill: 0x77));
        Assert.Equal(SrtpVerdict.Replayed, ends.Sender.ProtectRtp(buffer, ref length));
        ends.Protect(Packet(400, payload: 50));
        (buffer, length) = Room(Packet(101, payload: 50));
        Assert.Equal(SrtpVerdict.Replayed, ends.Sender.ProtectRtp(buffer, ref length));
    }

    [Fact]
    public void A_new_key_goes_on_counting_rollovers()
    {
        var ends = new Ends(SrtpSuite.AesCm128HmacSha1Tag80);
        for (var index = 65_400u; index < 65_700; index++) Assert.NotNull(ends.Open(ends.Protect(Packet((ushort)index, payload: 50))));
        var late = ends.Protect(Packet(700, payload: 50));
        ends.Rekey(senderKeepsCounting: true);
        Assert.NotNull(ends.Open(late));                                                          // was under way with the old key
        var first = ends.Protect(Packet(701, payload: 50));
        Assert.NotNull(ends.Open(first));
        Assert.Null(ends.Open(first));
        Assert.Null(ends.Open(late));                                                             // the old key is gone
        Assert.NotNull(ends.Open(ends.Protect(Packet(702, payload: 50))));
    }

    [Fact]
    public void A_peer_that_counts_anew_with_its_new_key_is_followed()
    {
        var ends = new Ends(SrtpSuite.AesCm128HmacSha1Tag80);
        for (var index = 65_400u; index < 65_700; index++) Assert.NotNull(ends.Open(ends.Protect(Packet((ushort)index, payload: 50))));
        ends.Rekey(senderKeepsCounting: false);
        var first = ends.Protect(Packet(200, payload: 50));
        Assert.NotNull(ends.Open(first));
        Assert.Null(ends.Open(first));
        Assert.NotNull(ends.Open(ends.Protect(Packet(201, payload: 50))));
    }

    [Fact]
    public void Keys_are_told_apart_by_their_identifiers()
    {
        foreach (var suite in Enum.GetValues<SrtpSuite>())
        {
            var (one, two) = (Key(suite, 1), Key(suite, 2));
            var receiver = new SrtpReceiver(new SrtpKeyRing(suite, [new SrtpMasterKey(one, 4, 1), new SrtpMasterKey(two, 4, 2)]));
            ushort sequence = 5;
            foreach (var (key, identifier, expected) in ((byte[], byte, SrtpVerdict)[])[(one, 1, SrtpVerdict.Done), (two, 2, SrtpVerdict.Done), (one, 2, SrtpVerdict.NotAuthentic), (one, 3, SrtpVerdict.NotAuthentic)])
            {
                var plain = Packet(sequence++, payload: 50);
                var packet = WithIdentifier(new Ends(suite, key).Protect(plain), suite, [0, 0, 0, identifier]);
                Assert.Equal(expected, receiver.OpenRtp(packet, out var length));
                if (expected != SrtpVerdict.Done) continue;
                receiver.NoteRtp();
                Assert.Equal(plain, packet[..length]);
            }
        }
    }

    [Fact]
    public void Sources_are_bounded_both_ways()
    {
        var ends = new Ends(SrtpSuite.AesCm128HmacSha1Tag80);
        for (var i = 0u; i < SrtpSources.Most; i++) Assert.NotNull(ends.Open(ends.Protect(Packet(1, payload: 10, ssrc: i))));
        var (buffer, length) = Room(Packet(1, payload: 10, ssrc: 5000));
        Assert.Equal(SrtpVerdict.KeyExhausted, ends.Sender.ProtectRtp(buffer, ref length));
    }

    [Fact]
    public void Keys_are_not_shown()
    {
        var key = new SrtpMasterKey("secret key and salt, 30 octets"u8.ToArray());
        var agreement = new SrtpAgreement(SrtpSuite.AesCm128HmacSha1Tag80, key, [key]);
        Assert.Equal("AesCm128HmacSha1Tag80", $"{agreement}");
        Assert.Equal("240 bits", $"{key}");
    }

    internal static byte[] Key(SrtpSuite suite, byte seed) => [.. Enumerable.Range(0, suite.KeyBytes() + suite.SaltBytes()).Select(i => (byte)((i * 17) ^ (seed * 29)))];

    private static byte[] Packet(ushort sequence, int payload, byte fill = 0x55, uint ssrc = Ssrc)
    {
        var packet = new byte[12 + payload];
        packet.AsSpan(12).Fill(fill);
        RtpHeader.Write(packet, 0, marker: false, sequence, 160u * sequence, ssrc);
        return packet;
    }

    private static byte[] Report() => Convert.FromHexString("81c8000bcafebabeabababababababababababababababab" + "81ca0002cafebabe0103414200000000");

    private static (byte[] Buffer, int Length) Room(byte[] packet) => ([.. packet, .. new byte[SrtpSender.MostBytes]], packet.Length);

    private static byte[] WithIdentifier(byte[] packet, SrtpSuite suite, byte[] identifier)
    {
        var at = suite.IsAead() ? packet.Length : packet.Length - suite.RtpTagBytes();
        return [.. packet.AsSpan(0, at), .. identifier, .. packet.AsSpan(at)];
    }

    private sealed class Ends(SrtpSuite suite, byte[] key)
    {
        public Ends(SrtpSuite suite)
            : this(suite, Key(suite, 1))
        {
        }

        public SrtpSender Sender { get; private set; } = new(SrtpCipher.Create(suite, key));

        public SrtpReceiver Receiver { get; private set; } = new(new SrtpKeyRing(suite, [new SrtpMasterKey(key)]));

        public byte[] Protect(byte[] plain)
        {
            var (buffer, length) = Room(plain);
            Assert.Equal(SrtpVerdict.Done, Sender.ProtectRtp(buffer, ref length));
            return buffer[..length];
        }

        /// <summary>Null when it is refused.</summary>
        public byte[]? Open(byte[] packet)
        {
            var copy = packet.ToArray();
            if (Receiver.OpenRtp(copy, out var length) != SrtpVerdict.Done) return null;
            Receiver.NoteRtp();
            return copy[..length];
        }

        public void Rekey(bool senderKeepsCounting)
        {
            var next = Key(suite, 2);
            Sender = new SrtpSender(SrtpCipher.Create(suite, next), senderKeepsCounting ? Sender : null);
            Receiver = new SrtpReceiver(new SrtpKeyRing(suite, [new SrtpMasterKey(next)]), Receiver);
        }
    }
}
