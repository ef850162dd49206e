using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Support.Network;

namespace Telephony.Support.Sip;

/// <summary>
/// The far end of a scenario, played by the test line by line: sends what it is told and says what came. It has no state machine of its own, so it
/// can misbehave. Repetitions of a message (the same bytes) are counted and hidden unless <see cref="ShowRepetitions"/>.
/// </summary>
public sealed partial class SipPeer : IDatagramReceiver, IStreamReceiver
{
    private readonly Queue<Received> _received = new();
    private readonly HashSet<string> _seen = [];
    private readonly Dictionary<long, StringBuilder> _streams = [];
    private readonly VirtualLoop _loop;
    private readonly IDatagramSocket _socket;
    private int _branches;

    public SipPeer(SipLadder ladder, string name, NetEndpoint address)
    {
        (Ladder, Name) = (ladder, name);
        _loop = ladder.Clock.CreateLoop(name);
        _socket = ladder.Network.OpenDatagram(_loop, address, this, new DatagramOptions());
        Address = _socket.Local;
        ladder.Name(Address, name);
    }

    private readonly record struct Received(PeerMessage Message, NetEndpoint From, IStreamConnection? Connection);

    public SipLadder Ladder { get; }

    public string Name { get; }

    public NetEndpoint Address { get; }

    /// <summary>How long <see cref="Receives"/> lets time pass at most.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long sending lets time pass, so that what it causes has arrived when it returns.</summary>
    public TimeSpan Flight { get; set; }

    public bool ShowRepetitions { get; set; }

    /// <summary>A 100 is not worth a line of the test.</summary>
    public bool HideTrying { get; set; }

    /// <summary>Repetitions hidden so far.</summary>
    public int Repetitions { get; private set; }

    /// <summary>Line ends that kept a flow alive so far; they are nothing to receive.</summary>
    public int KeepAlives { get; private set; }

    /// <summary>What has arrived and was not asked for yet.</summary>
    public int Waiting => _received.Count;

    /// <summary>Where the last message came from: the default place to send to.</summary>
    public NetEndpoint LastFrom { get; set; }

    /// <summary>The stream the last message came by; null when it was a datagram.</summary>
    public IStreamConnection? LastConnection { get; private set; }

    public IReadOnlyCollection<IStreamConnection> Connections => _connections;

    private readonly List<IStreamConnection> _connections = [];

    /// <summary>Takes TCP connections at the same address and port.</summary>
    public SipPeer ListensOnTcp()
    {
        Ladder.Network.Listen(_loop, Address, null, this, new StreamOptions());
        return this;
    }

    /// <summary>
    /// The next message must be this one: <c>INVITE</c>, <c>180</c>, or <c>200 BYE</c> for the response to a BYE. Time passes until it is there.
    /// </summary>
    public PeerMessage Receives(string expected)
    {
        if (!Ladder.Clock.AdvanceUntil(() => _received.Count > 0, Patience)) throw Ladder.Failure($"{Name} waited {Patience.TotalSeconds} s for {expected}.");
        var (message, from, connection) = _received.Dequeue();
        (LastFrom, LastConnection) = (from, connection);
        var parts = expected.Split(' ');
        var matches = message.IsRequest
            ? parts.Length == 1 && parts[0] == message.Method
            : parts[0] == message.Status.ToString() && (parts.Length == 1 || parts[1] == message.Method);
        return matches ? message : throw Ladder.Failure($"{Name} expected {expected} and received '{message.StartLine}'.");
    }

    /// <summary>Whatever has come next; null when nothing has.</summary>
    public PeerMessage? Next()
    {
        if (!_received.TryDequeue(out var next)) return null;
        (LastFrom, LastConnection) = (next.From, next.Connection);
        return next.Message;
    }

    /// <summary>Lets the time pass; nothing may come.</summary>
    public void ReceivesNothing(TimeSpan during = default)
    {
        Ladder.Clock.Advance(during);
        if (_received.Count > 0) throw Ladder.Failure($"{Name} expected nothing and received '{_received.Peek().Message.StartLine}'.");
    }

    /// <summary>Forgets what has arrived.</summary>
    public void Clears() => _received.Clear();

    /// <summary>Sends text as it is, with line ends made CRLF and Content-Length put right.</summary>
    public void Sends(string text, NetEndpoint? to = null)
    {
        var bytes = Encoding.UTF8.GetBytes(Finished(text));
        _socket.TrySend(bytes, to ?? LastFrom);
        Ladder.Clock.Advance(Flight);
    }

    /// <summary>Sends octets, whatever they are.</summary>
    public void SendsRaw(ReadOnlySpan<byte> octets, NetEndpoint to) => _socket.TrySend(octets, to);

    /// <summary>The same on a stream.</summary>
    public void Sends(string text, IStreamConnection connection)
    {
        connection.TrySend(Encoding.UTF8.GetBytes(Finished(text)));
        Ladder.Clock.Advance(Flight);
    }

    public IStreamConnection Connects(NetEndpoint to)
    {
        var connection = Ladder.Network.Connect(_loop, Address.WithPort(0), to, null, this, new StreamOptions());
        Ladder.Clock.Advance(Flight);
        return connection;
    }

    /// <summary>Over TLS, with the certificate that the network shows for this address.</summary>
    public IStreamConnection ConnectsOverTls(NetEndpoint to, string serverName)
    {
        var connection = Ladder.Network.Connect(_loop, Address.WithPort(0), to, new System.Net.Security.SslClientAuthenticationOptions { TargetHost = serverName }, this, new StreamOptions());
        Ladder.Clock.RunUntilIdle();
        return connection;
    }

    /// <summary>Takes TLS connections at its address.</summary>
    public SipPeer ListensOnTls(int port)
    {
        Ladder.Network.Listen(_loop, Address.WithPort(port), static _ => new System.Net.Security.SslServerAuthenticationOptions(), this, new StreamOptions());
        return this;
    }

    /// <summary>A branch that was not used yet.</summary>
    public string NewBranch() => $"z9hG4bK-{Name}-{++_branches}";

    private void Take(string text, NetEndpoint from, IStreamConnection? connection)
    {
        if (text.Trim().Length == 0)
        {
            KeepAlives++;
            return;
        }
        if (HideTrying && text.StartsWith("SIP/2.0 100 ", StringComparison.Ordinal)) return;
        if (!_seen.Add(text) && !ShowRepetitions) Repetitions++;
        else _received.Enqueue(new Received(new PeerMessage(text), from, connection));
    }

    private static string Finished(string text)
    {
        text = text.ReplaceLineEndings("\r\n");
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) (text, end) = (text + "\r\n\r\n", text.Length);
        if (text.Contains("\r\nContent-Length:", StringComparison.OrdinalIgnoreCase)) return text;
        return $"{text[..end]}\r\nContent-Length: {Encoding.UTF8.GetByteCount(text[(end + 4)..])}{text[end..]}";
    }

    void IDatagramReceiver.OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote) => Take(Encoding.UTF8.GetString(datagram), remote, null);

    void IStreamReceiver.OnOpened(IStreamConnection connection)
    {
        _connections.Add(connection);
        _streams[connection.Id] = new StringBuilder();
    }

    void IStreamReceiver.OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes)
    {
        var stream = _streams[connection.Id].Append(Encoding.UTF8.GetString(bytes));
        while (true)
        {
            while (stream.Length >= 2 && stream[0] == '\r' && stream[1] == '\n')
            {
                stream.Remove(0, 2);
                KeepAlives++;
            }
            var text = stream.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) return;
            var length = end + 4 + int.Parse(new PeerMessage(text[..(end + 4)])["Content-Length"]);
            if (text.Length < length) return;
            stream.Remove(0, length);
            Take(text[..length], connection.Remote, connection);
        }
    }

    void IStreamReceiver.OnClosed(IStreamConnection connection, string? error) => _connections.Remove(connection);
}
