using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Telephony.Rtp.Srtp;

namespace Telephony.Benchmarks.Micro;

/// <summary>One G.711 packet (12 + 160 octets) protected and opened under each suite, sources, rollover and replay window included: nothing may be allocated.</summary>
[MemoryDiagnoser]
public class SrtpBenchmarks
{
    private const int PlainBytes = 172;
    private const int SequenceOffset = 2;

    /// <summary>Packets that are ready to be opened; by the time they come again, their number has moved on.</summary>
    private const int Ready = 1024;

    private readonly byte[] _packet = new byte[PlainBytes + SrtpSender.MostBytes];
    private readonly byte[] _place = new byte[PlainBytes + SrtpSender.MostBytes];
    private readonly byte[][] _sealed = new byte[Ready][];
    private SrtpSender? _sender;
    private SrtpCipher? _cipher;
    private ushort _sequence;
    private int _next;

    [Params("AesCm128HmacSha1Tag80", "AesCm128HmacSha1Tag32", "AeadAes128Gcm", "AeadAes256Gcm")]
    public string Suite { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var suite = Enum.Parse<SrtpSuite>(Suite);
        byte[] key = [.. Enumerable.Range(1, suite.KeyBytes() + suite.SaltBytes()).Select(static i => (byte)i)];
        _packet[0] = 0x80;
        _sender = new SrtpSender(SrtpCipher.Create(suite, key));
        _cipher = SrtpCipher.Create(suite, key);
        for (var i = 0; i < Ready; i++)
        {
            var length = Next();
            _cipher.SealRtp(_packet.AsSpan(0, length + _cipher.RtpTagBytes), 12, 0, _sequence);
            _sealed[i] = _packet[..(length + _cipher.RtpTagBytes)];
        }
    }

    [Benchmark]
    public int Protect()
    {
        var length = Next();
        return _sender!.ProtectRtp(_packet, ref length) == SrtpVerdict.Done ? length : throw new InvalidOperationException("Refused.");
    }

    /// <summary>The cipher's part: a receiver takes each packet once.</summary>
    [Benchmark]
    public bool Open()
    {
        var index = _next++ % Ready;
        var packet = _place.AsSpan(0, _sealed[index].Length);
        _sealed[index].CopyTo(packet);
        return _cipher!.TryOpenRtp(packet, 12, 0, (ulong)index + 1, 0) ? true : throw new InvalidOperationException("Not authentic.");
    }

    private int Next()
    {
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(SequenceOffset), ++_sequence);
        return PlainBytes;
    }
}
