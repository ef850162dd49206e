using System.Globalization;

namespace Telephony.Benchmarks.Media;

/// <summary><c>rtp-load</c>: the generator by hand.</summary>
internal static class RtpLoadCommand
{
    private const string Help = """
        rtp-load [--calls 400] [--seconds 10] [--warm-up 3] [--relay-port 20000] [--load-port 40000] [--pid PID] [--direct] [--map FILE]
          Sends 50 packets a second both ways of each call and measures what arrives.
          --relay-port  first port of the relay: leg i (two a call) is at this port + 2i
          --load-port   first port of our own ends: leg i is at this port + 2i
          --pid         the relay: its CPU time per relayed packet is reported
          --direct      no relay: the ends send to each other, for the delay of the generator itself
          --map         a file of lines LOCALPORT TARGETPORT, two lines a call, instead of the ports above
        """;

    public static int Run(string[] args)
    {
        var arguments = new Arguments(args);
        if (arguments.Has("--help")) { Console.WriteLine(Help); return 0; }
        using var load = new RtpLoad();
        foreach (var (local, target) in Ends(arguments)) load.AddEnd(local, target);
        var pid = arguments.Number("--pid", 0);
        var cpu = new List<double>();
        var report = load.Run(
            TimeSpan.FromSeconds(arguments.Number("--warm-up", 3)), TimeSpan.FromSeconds(arguments.Number("--seconds", 10)),
            () => { if (pid > 0) cpu.Add(ProcessCpu.Seconds(pid)); });
        Console.WriteLine(report);
        if (cpu.Count == 2) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CPU {(cpu[1] - cpu[0]) * 1e6 / report.Sent:F2} us per packet"));
        return report.Received > 0 ? 0 : 1;
    }

    private static IEnumerable<(int Local, int Target)> Ends(Arguments arguments)
    {
        if (arguments.Text("--map", "") is { Length: > 0 } file)
        {
            foreach (var line in File.ReadLines(file).Select(static line => line.Split(' ')))
            {
                yield return (int.Parse(line[0], CultureInfo.InvariantCulture), int.Parse(line[1], CultureInfo.InvariantCulture));
            }
            yield break;
        }
        var ports = RelayPorts.From(arguments);
        for (var leg = 0; leg < ports.Legs; leg++)
        {
            yield return (ports.LoadPort(leg), arguments.Has("--direct") ? ports.LoadPort(leg ^ 1) : ports.RelayPort(leg));
        }
    }
}
