using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Flows;

/// <summary>
/// What real calls cost that wait in a flow: memory and CPU of the gateway per call, where the gateway sends its 50 packets of silence a second as IVRs do, and listens for keys and speech. The callers send their silence too,
/// or nothing.
/// </summary>
internal static class FlowCalls
{
    private const int DialRate = 100;
    private const int FirstMediaPort = 20_000;
    private const int FirstGatewayPort = 34_000;

    private const string Flow = """
        { "format": 1, "name": "idle", "start": "menu", "onError": "end", "nodes": {
          "menu": { "type": "menu", "prompt": { "pause": "500ms" }, "timeout": "1h", "choices": [{ "keys": "1", "phrases": ["sales"], "exit": "sales" }], "exits": { "sales": "end", "noInput": "end" } },
          "end": { "type": "hangUp" } } }
        """;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var seconds = options.Number("seconds", 4) * 2;
        var table = new ResultTable("flow-calls", "idle calls", "callers", "kB per call", "CPU us per call and second", "calls one core could hold");
        foreach (var count in options.Numbers("calls", 100, 300))
        {
            foreach (var speaking in new[] { false, true })
            {
                var (memory, cost) = await MeasureAsync(count, speaking, TimeSpan.FromSeconds(seconds));
                // A core that is full shows what it has, not what the calls would need.
                var full = cost * count > 0.85e6;
                table.Row($"{count}", speaking ? "send" : "are silent", memory.ToString("F0", CultureInfo.InvariantCulture), full ? "the core is full" : cost.ToString("F0", CultureInfo.InvariantCulture), full ? "-" : (1e6 / cost).ToString("F0", CultureInfo.InvariantCulture));
            }
        }
        await table.PublishAsync($"Calls in a menu that waits for keys or speech: anonymous memory after minus before, settled for 5 s; CPU of the gateway on its core over {seconds} s. PCMU.");
    }

    private static async Task<(double KilobytesPerCall, double MicrosecondsPerCallAndSecond)> MeasureAsync(int count, bool speaking, TimeSpan time)
    {
        using var work = new WorkFolder();
        var callerPort = Ports.Take();
        var flows = work.Folder("flows");
        await File.WriteAllTextAsync(Path.Combine(flows, "idle.json"), Flow);
        var setup = new GatewaySetup { V6 = false }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}").With("media.timeouts.onLoss", "ignore"))
            .Range("+12065000000", "+12065099999", "flow", "idle")
            .Setting("Flows__Folder", flows);
        var ports = new GatewayPorts(Ports.Take(), Ports.Take(), Ports.Take(), FirstGatewayPort, FirstGatewayPort + FileLimit.MediaPorts(30_000) - 1);
        await using var gateway = await GatewayProcess.StartAsync(work, setup, ports, Systems.SystemCore);
        await using var ends = new LoadEnds(gateway.Address, callerPort);
        await ends.HangUpAsync(await ends.DialAsync(200, DialRate, FirstMediaPort, TimeSpan.FromSeconds(20)), TimeSpan.FromSeconds(10));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = ProcessFigures.OwnBytes(gateway.Process.Pid);
        var sockets = Enumerable.Range(0, count).Select(static i => Open(FirstMediaPort + (i * 4))).ToList();
        var calls = await ends.DialAsync(count, DialRate, FirstMediaPort, TimeSpan.FromSeconds(30));
        if (calls.Count(static call => !call.Answered) is > 0 and var open) throw new InvalidOperationException($"{open} of {count} calls were not answered.");
        using var stop = new CancellationTokenSource();
        var speaks = speaking ? Task.Factory.StartNew(() => Speak(sockets, calls, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) : Task.CompletedTask;
        await Task.Delay(TimeSpan.FromSeconds(5));
        var memory = (ProcessFigures.OwnBytes(gateway.Process.Pid) - before) / 1024.0 / count;
        var cpu = gateway.Process.CpuTime;
        await Task.Delay(time);
        cpu = gateway.Process.CpuTime - cpu;
        await stop.CancelAsync();
        await speaks;
        if (calls.Count(static call => call.CallerGotBye) is > 0 and var lost) throw new InvalidOperationException($"{lost} of {count} calls were ended.");
        foreach (var socket in sockets) socket.Dispose();
        return (memory, cpu.TotalMicroseconds / count / time.TotalSeconds);
    }

    private static Socket Open(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    /// <summary>Silence of PCMU, 20 ms each, from all of them.</summary>
    private static void Speak(List<Socket> sockets, IReadOnlyList<LoadCall> calls, CancellationToken stop)
    {
        var packet = new byte[172];
        packet[0] = 0x80;
        packet.AsSpan(12).Fill(0xFF);
        SocketAddress[] targets = [.. calls.Select(static call => new IPEndPoint(IPAddress.Loopback, call.TowardCallee).Serialize())];
        var began = TimeProvider.System.GetTimestamp();
        for (ushort beat = 0; !stop.IsCancellationRequested; beat++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), beat);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), beat * 160u);
            for (var i = 0; i < targets.Length; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(8), i + 1);
                sockets[i].SendTo(packet, SocketFlags.None, targets[i]);
            }
            var ahead = ((beat + 1) * 20) - TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            if (ahead > 1) Thread.Sleep((int)ahead);
        }
    }
}
