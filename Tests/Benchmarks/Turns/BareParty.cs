using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Turns;

/// <summary>One end of SIP over UDP that does what it is told and knows when each message came: nothing lies between a measured moment and the wire. One thread.</summary>
internal sealed partial class BareParty : IDisposable
{
    private const int Longest = 65_536;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = new byte[Longest];
    private readonly IPEndPoint _gateway;

    public BareParty(string gateway)
    {
        _gateway = IPEndPoint.Parse(gateway);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _socket.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
    }

    public int Port { get; } = Ports.Take();

    /// <returns>When it was given to the system: a timestamp of <see cref="TimeProvider.System"/>.</returns>
    public long Sends(string message)
    {
        var at = TimeProvider.System.GetTimestamp();
        _socket.SendTo(Encoding.UTF8.GetBytes(message), _gateway);
        return at;
    }

    /// <summary>Waits for a message that begins so; others are passed over, such as repeats and provisional responses.</summary>
    /// <exception cref="InvalidOperationException">None came; the message tells what came last.</exception>
    public (string Text, long At) Receives(string start)
    {
        var last = "nothing";
        while (true)
        {
            int length;
            try
            {
                length = _socket.Receive(_buffer);
            }
            catch (SocketException silence) when (silence.SocketErrorCode == SocketError.TimedOut)
            {
                throw new InvalidOperationException($"No '{start}' came to port {Port} within {s_patience.TotalSeconds} s of the last message, which was {last}.", silence);
            }
            var at = TimeProvider.System.GetTimestamp();
            var text = Encoding.UTF8.GetString(_buffer, 0, length);
            if (text.StartsWith(start, StringComparison.Ordinal)) return (text, at);
            last = text.Split("\r\n")[0];
        }
    }

    /// <param name="status">Such as <c>503 Service Unavailable</c>.</param>
    public long Answers(string request, string status, string tag, string sdp = "") => Sends(
        $"SIP/2.0 {status}\r\n{Lines(request, "Via")}{Lines(request, "From")}{Lines(request, "To").TrimEnd()};tag={tag}\r\n{Lines(request, "Call-ID")}{Lines(request, "CSeq")}"
        + $"Contact: <sip:load@127.0.0.1:{Port}>\r\n{Body(sdp)}");

    public string Invite(string called, string call, string sdp) =>
        $"INVITE sip:{called}@{_gateway} SIP/2.0\r\n{Via(call + "i")}{Common(called, call)}CSeq: 1 INVITE\r\nContact: <sip:load@127.0.0.1:{Port}>\r\n{Body(sdp)}";

    public string Options(string call) => $"OPTIONS sip:{_gateway} SIP/2.0\r\n{Via(call + "o")}{Common("gateway", call)}CSeq: 1 OPTIONS\r\nContact: <sip:load@127.0.0.1:{Port}>\r\n{Body("")}";

    /// <summary>Of a failure it belongs to the INVITE's transaction; of a 2xx it, and BYE, stand on their own (RFC 3261 17.1.1.3, 13.2.2.4).</summary>
    public string InDialog(string method, string called, string call, string answer, int number) =>
        $"{method} {(answer.StartsWith("SIP/2.0 2", StringComparison.Ordinal) ? Inside(Lines(answer, "Contact")) : $"sip:{called}@{_gateway}")} SIP/2.0\r\n"
        + $"{Via(call + (answer.StartsWith("SIP/2.0 2", StringComparison.Ordinal) ? method : "i"))}Max-Forwards: 70\r\n{Lines(answer, "From")}{Lines(answer, "To")}{Lines(answer, "Call-ID")}CSeq: {number} {method}\r\n{Body("")}";

    public static string Sdp(int port) => $"v=0\r\no=load 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

    public static int AudioPort(string message) => int.Parse(AudioLine().Match(message).Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _socket.Dispose();

    private string Via(string branch) => $"Via: SIP/2.0/UDP 127.0.0.1:{Port};branch=z9hG4bK{branch}\r\n";

    private string Common(string called, string call) =>
        $"Max-Forwards: 70\r\nFrom: <sip:+12065550100@127.0.0.1:{Port}>;tag={call}\r\nTo: <sip:{called}@{_gateway}>\r\nCall-ID: {call}@turns\r\n";

    private static string Body(string sdp) => (sdp.Length > 0 ? "Content-Type: application/sdp\r\n" : "") + $"Content-Length: {sdp.Length}\r\n\r\n{sdp}";

    private static string Lines(string message, string name) =>
        string.Concat(message.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(static line => line + "\r\n"));

    private static string Inside(string address) => address[(address.IndexOf('<', StringComparison.Ordinal) + 1)..address.IndexOf('>', StringComparison.Ordinal)];

    [GeneratedRegex(@"m=audio (?<port>\d+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AudioLine();
}
