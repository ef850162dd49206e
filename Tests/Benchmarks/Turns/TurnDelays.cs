using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Turns;

/// <summary>
/// What a trunk waits for, one thing at a time (DR-12; acceptance 1, 4, 8): the answer to OPTIONS, a refusal, the INVITE to the next trunk after 503, and sound both ways after a 200 of another fork than the 183 was of.
/// </summary>
internal static class TurnDelays
{
    private const string ToBoth = "+14255550100";
    private const string ToSecond = "+14265550100";
    private const string Nowhere = "+19995550100";
    private const byte MuLaw = 0;

    /// <summary>A call takes up to three pairs of ports, which rest for 2 s behind it: a round each 10 ms wants 600 of them.</summary>
    private const int MediaPorts = 1600;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var rounds = options.Number("rounds", 500);
        using var work = new WorkFolder();
        var ports = GatewayPorts.Take(MediaPorts);
        var at = $"127.0.0.1:{ports.Sip}";
        using BareParty near = new(at), first = new(at), second = new(at);
        await using var gateway = await GatewayProcess.StartAsync(
            work, new GatewaySetup { V6 = false }
                .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{near.Port}").With("media.ringWhileSearching", false))
                .Trunk("first.example", trunk => trunk.At($"127.0.0.1:{first.Port}").With("failover.breaker.off", true))
                .Trunk("second.example", trunk => trunk.At($"127.0.0.1:{second.Port}").With("failover.breaker.off", true))
                .Route(@"^\+1425", "first.example", "second.example")
                .Route(@"^\+1426", "second.example"),
            ports);
        var table = new ResultTable("turns", "what", "rounds", "p50, ms", "p99, ms", "most, ms", "wanted, ms");
        var good = Row(table, "OPTIONS to 200", Rounds("o", rounds, call => Ping(near, call)), 50);
        good &= Row(table, "INVITE to a refusal", Rounds("r", rounds, call => Refuse(near, call)), 50);
        good &= Row(table, "503 of one trunk to the INVITE of the next", Rounds("f", rounds, call => Failover(near, first, second, call)), 50);
        good &= Row(table, "200 of another fork to sound both ways", Rounds("a", Math.Min(rounds, 100), call => Fork(near, second, call)), 200);
        await table.PublishAsync("One thing at a time, over UDP on loopback; the peers are sockets of the benchmark.");
        Console.WriteLine(good ? "Verdict: within what is wanted, at p99." : "Verdict: NOT within what is wanted, at p99.");
        return good ? 0 : 1;
    }

    /// <summary>The first tenth is the compiler's and does not count.</summary>
    private static double[] Rounds(string name, int rounds, Func<string, TimeSpan> one)
    {
        var delays = new List<double>(rounds);
        for (var round = -rounds / 10; round < rounds; round++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var delay = one($"{name}{round}").TotalMilliseconds;
            if (round >= 0) delays.Add(delay);
            if (Since(began, TimeProvider.System.GetTimestamp()) is var taken && taken < s_pace) Thread.Sleep(s_pace - taken);
        }
        return [.. delays.Order()];
    }

    private static TimeSpan Ping(BareParty near, string call)
    {
        var sent = near.Sends(near.Options(call));
        return Since(sent, near.Receives("SIP/2.0 200").At);
    }

    private static TimeSpan Refuse(BareParty near, string call)
    {
        var sent = near.Sends(near.Invite(Nowhere, call, BareParty.Sdp(9)));
        var (refusal, at) = near.Receives("SIP/2.0 404");
        near.Sends(near.InDialog("ACK", Nowhere, call, refusal, 1));
        return Since(sent, at);
    }

    private static TimeSpan Failover(BareParty near, BareParty first, BareParty second, string call)
    {
        near.Sends(near.Invite(ToBoth, call, BareParty.Sdp(9)));
        var refused = first.Answers(first.Receives("INVITE").Text, "503 Service Unavailable", "one");
        var (next, at) = second.Receives("INVITE");
        first.Receives("ACK");
        second.Answers(next, "486 Busy Here", "two");
        second.Receives("ACK");
        near.Sends(near.InDialog("ACK", ToBoth, call, near.Receives("SIP/2.0 486").Text, 1));
        return Since(refused, at);
    }

    private static TimeSpan Fork(BareParty near, BareParty callee, string call)
    {
        using Socket nearSound = Sound(out var nearPort), fork1 = Sound(out var port1), fork2 = Sound(out var port2);
        near.Sends(near.Invite(ToSecond, call, BareParty.Sdp(nearPort)));
        var invite = callee.Receives("INVITE").Text;
        callee.Answers(invite, "183 Session Progress", "two", BareParty.Sdp(port2));
        near.Receives("SIP/2.0 183");
        var answered = callee.Answers(invite, "200 OK", "one", BareParty.Sdp(port1));
        var answer = near.Receives("SIP/2.0 200").Text;
        near.Sends(near.InDialog("ACK", ToSecond, call, answer, 1));
        var (towardCallee, towardCaller) = (new IPEndPoint(IPAddress.Loopback, BareParty.AudioPort(answer)), new IPEndPoint(IPAddress.Loopback, BareParty.AudioPort(invite)));
        var (heardNear, heardFork) = (false, false);
        for (ushort packet = 0; !heardNear || !heardFork; packet++)
        {
            if (Since(answered, TimeProvider.System.GetTimestamp()) > TimeSpan.FromSeconds(5)) throw new InvalidOperationException($"No sound within 5 s of the answer: caller {heardNear}, callee {heardFork}.");
            nearSound.SendTo(Rtp(packet, 1), towardCallee);
            fork1.SendTo(Rtp(packet, 2), towardCaller);
            Thread.Sleep(1);
            heardNear |= Heard(nearSound);
            heardFork |= Heard(fork1);
        }
        var at = TimeProvider.System.GetTimestamp();
        near.Sends(near.InDialog("BYE", ToSecond, call, answer, 2));
        callee.Answers(callee.Receives("BYE").Text, "200 OK", "one");
        near.Receives("SIP/2.0 200");
        return Since(answered, at);
    }

    private static Socket Sound(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port = Ports.Take()));
        return socket;
    }

    private static bool Heard(Socket socket)
    {
        if (socket.Available == 0) return false;
        Span<byte> packet = stackalloc byte[1500];
        return socket.Receive(packet) > 12;
    }

    private static byte[] Rtp(ushort number, byte source)
    {
        var packet = new byte[12 + 160];
        (packet[0], packet[1], packet[11]) = (0x80, MuLaw, source);
        (packet[2], packet[3]) = ((byte)(number >> 8), (byte)number);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)number * 160);
        return packet;
    }

    private static TimeSpan Since(long from, long to) => TimeProvider.System.GetElapsedTime(from, to);

    private static bool Row(ResultTable table, string what, double[] delays, double wanted)
    {
        var p99 = delays[(int)(delays.Length * 0.99)];
        table.Row(what, F(delays.Length, "F0"), F(delays[delays.Length / 2], "F2"), F(p99, "F2"), F(delays[^1], "F2"), F(wanted, "F0"));
        return p99 <= wanted;
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
