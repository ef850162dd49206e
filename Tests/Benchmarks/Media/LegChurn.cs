using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Payloads;

namespace Telephony.Benchmarks.Media;

/// <summary><c>leg-churn</c>: what the media of a call costs that is set up and ended without a packet, with ports kept warm or opened each time.</summary>
internal static class LegChurn
{
    private static readonly PayloadFormat[] Payloads = [new(0, "PCMU"), new(101, "telephone-event")];

    public static int Run(string[] args)
    {
        var calls = new Arguments(args).Number("--calls", 3000);
        foreach (var warm in (int[])[0, 256, 0, 256])
        {
            var before = ProcessCpu.Seconds(Environment.ProcessId);
            Churn(calls, warm);
            var cpu = ProcessCpu.Seconds(Environment.ProcessId) - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warm ports {warm,3}: {cpu * 1e6 / calls:F0} us CPU per call of two legs"));
        }
        return 0;
    }

    private static void Churn(int calls, int warm)
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        var loop = network.CreateLoop("shard");
        using var done = new ManualResetEventSlim();
        using var plane = new MediaPlane(network, [loop], new MediaOptions { WarmPorts = warm, PortRest = TimeSpan.Zero });
        loop.Post(_ =>
        {
            for (var call = 0; call < calls; call++) OneCall(plane, loop);
            done.Set();
        }, null);
        done.Wait();
        plane.Dispose();
        loop.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void OneCall(MediaPlane plane, Telephony.Net.Loops.IEventLoop loop)
    {
        var session = plane.Open(NobodyListens.Instance, loop);
        if (!session.TryAddLeg(default, out var a) || !session.TryAddLeg(default, out var b)) throw new InvalidOperationException("Out of ports.");
        var plan = new MediaLegPlan { RemoteRtp = NetEndpoint.FromV4(0x7F00_0001, 9), Payloads = Payloads };
        a!.Apply(plan);
        b!.Apply(plan);
        session.Bridge(a, b);
        session.Close();
    }
}
