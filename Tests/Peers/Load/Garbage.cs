using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Peers.Load;

/// <summary>What scanners and broken devices send, from a seed: random octets, half messages, wrong lengths, SDP bombs.</summary>
public static class Garbage
{
    private const int LargestDatagram = 60_000;

    /// <param name="source">An address of this machine to send from, such as 127.0.0.66: a source that no trunk lists.</param>
    public static async Task OverUdpAsync(int port, int seed, int datagrams, string source = "127.0.0.1")
    {
        var random = new Random(seed);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        for (var i = 0; i < datagrams; i++)
        {
            var bytes = Next(random);
            try
            {
                await socket.SendToAsync(bytes.AsMemory(0, Math.Min(bytes.Length, LargestDatagram)), new IPEndPoint(IPAddress.Loopback, port));
            }
            catch (SocketException)
            {
                // Nobody listens there just now; what matters is who comes after.
            }
        }
    }

    public static async Task OverTcpAsync(int port, int seed, int connections)
    {
        var random = new Random(seed);
        for (var i = 0; i < connections; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            try
            {
                for (var part = 0; part < 5; part++) await client.GetStream().WriteAsync(Next(random));
                if (i % 2 == 0) client.LingerState = new LingerOption(true, 0);      // half of them end by a reset
            }
            catch (IOException)
            {
                // The gateway has hung up on us: well done.
            }
        }
    }

    private static byte[] Next(Random random) => random.Next(7) switch
    {
        0 => Octets(random, random.Next(1, 2000)),
        1 => Text(Invite(random, "v=0\r\n"))[..random.Next(1, 200)],      // no INVITE is shorter
        2 => Text(Invite(random, "v=0\r\n").Replace("Content-Length: 5", $"Content-Length: {random.Next(6, int.MaxValue)}", StringComparison.Ordinal)),
        3 => Text(Invite(random, Bomb(random.Next(100, 2000)))),
        4 => Mutated(random),
        5 => Text(string.Concat(Enumerable.Repeat("Via: SIP/2.0/UDP a;branch=z9hG4bKx\r\n", random.Next(1, 1000)))),
        _ => Text($"SIP/2.0 {random.Next(0, 1000)} x\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{random.Next()}\r\nCSeq: 1 INVITE\r\n\r\n"),
    };

    private static byte[] Mutated(Random random)
    {
        var bytes = Text(Invite(random, "v=0\r\n"));
        for (var i = random.Next(1, 12); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static string Bomb(int lines) =>
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" + string.Concat(Enumerable.Repeat("m=audio 9 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n", lines));

    private static string Invite(Random random, string body) =>
        $"INVITE sip:+14255550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{random.Next()}\r\nMax-Forwards: 70\r\nFrom: <sip:x@127.0.0.1>;tag={random.Next()}\r\n"
        + $"To: <sip:y@127.0.0.1>\r\nCall-ID: {random.Next()}\r\nCSeq: 1 INVITE\r\nContact: <sip:x@127.0.0.1:9>\r\nContent-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static byte[] Octets(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
