using System.Globalization;
using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Support.Network;
using Telephony.Support.Sip;

namespace Telephony.Support.Calls;

/// <summary>Session descriptions and sound of a <see cref="Party"/>: single packets are enough to see who hears whom.</summary>
public sealed partial class Party : IDatagramReceiver
{
    private static readonly Dictionary<string, (int Payload, string Map)> Codecs = new()
    {
        ["PCMU"] = (0, "PCMU/8000"),
        ["PCMA"] = (8, "PCMA/8000"),
        ["G722"] = (9, "G722/8000"),
        ["G729"] = (18, "G729/8000"),
        ["opus"] = (96, "opus/48000/2"),
        ["CN"] = (13, "CN/8000"),
        ["telephone-event"] = (101, "telephone-event/8000"),
        ["telephone-event/48000"] = (110, "telephone-event/48000"),
    };

    private readonly Dictionary<int, IDatagramSocket> _sockets = [];
    private VirtualLoop? _mediaLoop;
    private ushort _sequence = 1000;
    private uint _timestamp = 160_000;
    private uint _source;
    private int _version;

    /// <summary>Where this side wants its RTP.</summary>
    public NetEndpoint MediaAddress { get; private set; }

    /// <summary>Where the gateway wants this side's RTP, by the last description it sent.</summary>
    public NetEndpoint Target { get; private set; }

    /// <summary>Makes protected packets of plain ones, on the way out; null: none.</summary>
    public Func<byte[], byte[]>? Protect { get; set; }

    /// <summary>The other way.</summary>
    public Func<byte[], byte[]>? Open { get; set; }

    /// <summary>First octet of each payload that arrived.</summary>
    public List<byte> Heard { get; } = [];

    /// <summary>All that arrived at the media ports, as it came.</summary>
    public List<byte[]> Datagrams { get; } = [];

    /// <summary>A description with this side's address.</summary>
    public string Sdp(params string[] codecs) => SdpWith("sendrecv", codecs: codecs);

    public string SdpWith(string direction, string? address = null, int port = 0, string[]? codecs = null)
    {
        if (codecs is null or []) codecs = ["PCMU", "telephone-event"];
        return SdpOf([.. codecs.Select(static codec => ($"{Codecs[codec].Payload}", codec))], direction, address, port);
    }

    /// <summary>One with payload types of its own, and further lines of the audio section.</summary>
    public string SdpOf((string Number, string Codec)[] codecs, string direction = "sendrecv", string? address = null, int port = 0, string lines = "")
    {
        var ip = MediaAddress.ToIPAddress();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"v=0\no={Name} 4711 {++_version} IN IP4 {ip}\ns={Name}-session\nc=IN IP4 {address ?? ip.ToString()}\nt=0 0\n");
        text.Append(CultureInfo.InvariantCulture, $"m=audio {(port == 0 ? MediaAddress.Port : port)} RTP/AVP {string.Join(' ', codecs.Select(static c => c.Number))}\n");
        foreach (var (number, codec) in codecs) text.Append(CultureInfo.InvariantCulture, $"a=rtpmap:{number} {Codecs[codec].Map}\n");
        foreach (var (number, codec) in codecs)
        {
            if (codec.StartsWith("telephone-event", StringComparison.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"a=fmtp:{number} 0-15\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"{lines}a={direction}\n").ToString().ReplaceLineEndings("\r\n");
    }

    /// <summary>One packet of 20 ms to where the gateway wants it.</summary>
    public void Says(byte octet, byte payloadType = 0, int port = 0)
    {
        var packet = new byte[172];
        packet.AsSpan(12).Fill(octet);
        RtpHeader.Write(packet, payloadType, false, _sequence, (uint)_sequence * 160, (uint)(0xAB000000 + MediaAddress.V4 + port));
        _sequence++;
        SocketAt(port == 0 ? MediaAddress.Port : port).TrySend(Protect is null ? packet : Protect(packet), Target);
        _ladder.Clock.RunUntilIdle();
    }

    /// <summary>A session change to T.38: in place of the audio, or beside it with the audio switched off.</summary>
    public string FaxSdp(bool besideAudio = false, int bitRate = 14400)
    {
        var ip = MediaAddress.ToIPAddress();
        var audio = besideAudio ? "m=audio 0 RTP/AVP 0\n" : "";
        return $"v=0\no={Name} 4711 {++_version} IN IP4 {ip}\ns=fax\nc=IN IP4 {ip}\nt=0 0\n{audio}m=image {MediaAddress.Port} udptl t38\na=T38FaxVersion:0\na=T38MaxBitRate:{bitRate}\na=T38FaxRateManagement:transferredTCF\na=T38FaxMaxDatagram:400\na=T38FaxUdpEC:t38UDPRedundancy\na=X-other:1\n".ReplaceLineEndings("\r\n");
    }

    /// <summary>Any datagram to where the gateway wants this side's media.</summary>
    public void SendsDatagram(params byte[] datagram)
    {
        SocketAt(MediaAddress.Port).TrySend(datagram, Target);
        _ladder.Clock.RunUntilIdle();
    }

    /// <summary>One packet of sound, numbered after the last.</summary>
    public void SendsSound(byte payloadType, ReadOnlySpan<byte> payload, uint ticks)
    {
        SendsPacket(payloadType, payload, _sequence++, _timestamp);
        _timestamp += ticks;
    }

    /// <summary>One that is lost on its way.</summary>
    public void SkipsSound(uint ticks)
    {
        _sequence++;
        _timestamp += ticks;
    }

    /// <summary>A pause in which nothing is sent.</summary>
    public void SkipsTime(uint ticks) => _timestamp += ticks;

    /// <summary>Its stream begins anew, as after a transfer behind it.</summary>
    public void ChangesSource()
    {
        _source++;
        (_sequence, _timestamp) = ((ushort)(_sequence + 20_000), _timestamp + 1_000_000);
    }

    /// <summary>Two that overtake each other.</summary>
    public void SendsTwoSounds(byte payloadType, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, uint ticks)
    {
        SendsPacket(payloadType, second, (ushort)(_sequence + 1), _timestamp + ticks);
        SendsPacket(payloadType, first, _sequence, _timestamp);
        _sequence += 2;
        _timestamp += 2 * ticks;
    }

    /// <summary>A digit as telephone-event, with all its packets 20 ms apart.</summary>
    public void PressesKey(char key, int milliseconds = 100, byte payloadType = 101)
    {
        if (!DtmfDigit.TryParse(key, out var digit)) throw new ArgumentOutOfRangeException(nameof(key), key, "No key of a telephone.");
        var sender = new DigitSender(digit, TimeSpan.FromMilliseconds(milliseconds), 8000);
        Span<byte> payload = stackalloc byte[TelephoneEvent.Bytes];
        while (sender.TryNext(out var packet, out _))
        {
            packet.Write(payload);
            SendsPacket(payloadType, payload, _sequence++, _timestamp);
            _ladder.Wait(0.02);
        }
        _timestamp += (uint)milliseconds * 8;
    }

    private void SendsPacket(byte payloadType, ReadOnlySpan<byte> payload, ushort sequence, uint timestamp)
    {
        var packet = new byte[12 + payload.Length];
        payload.CopyTo(packet.AsSpan(12));
        RtpHeader.Write(packet, payloadType, false, sequence, timestamp, 0xAB000000 + MediaAddress.V4 + _source);
        SocketAt(MediaAddress.Port).TrySend(packet, Target);
        _ladder.Clock.RunUntilIdle();
    }

    void IDatagramReceiver.OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
    {
        Datagrams.Add(datagram.ToArray());
        if (datagram.Length <= 12 || (datagram[1] & 0x7F) is >= 64 and <= 95) return;
        Heard.Add(Open is null ? datagram[12] : Open(datagram.ToArray())[12]);
    }

    private void OpenMedia()
    {
        _mediaLoop = _ladder.Clock.CreateLoop(Name + "-media");
        MediaAddress = Address.WithPort(4000);
        SocketAt(4000);
    }

    private IDatagramSocket SocketAt(int port)
    {
        if (_sockets.TryGetValue(port, out var socket)) return socket;
        socket = _ladder.Network.OpenDatagram(_mediaLoop!, Address.WithPort(port), this, new DatagramOptions());   // opened with the party
        _sockets.Add(port, socket);
        return socket;
    }

    private void NoteMedia(PeerMessage message)
    {
        var lines = message.Body.Split("\r\n");
        var media = Array.Find(lines, static line => line.StartsWith("m=audio ", StringComparison.Ordinal) && !line.StartsWith("m=audio 0 ", StringComparison.Ordinal))
            ?? Array.Find(lines, static line => line.StartsWith("m=image ", StringComparison.Ordinal));
        var address = Array.Find(lines, static line => line.StartsWith("c=IN IP4 ", StringComparison.Ordinal));
        if (media is null || address is null) return;
        Target = Ladder.Endpoint($"{address[9..]}:{media.Split(' ')[1]}");
    }
}
