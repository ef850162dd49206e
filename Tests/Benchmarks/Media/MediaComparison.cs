using System.Diagnostics;
using System.Globalization;

namespace Telephony.Benchmarks.Media;

/// <summary>
/// <c>media-compare</c>: the plain loop and the media plane in turn, each in a process of its own pinned to one core, under the same load from the other.
/// Several rounds, and the median of each, because a shared machine is never quiet.
/// </summary>
internal static class MediaComparison
{
    private readonly record struct Round(double CpuMicroseconds, RtpLoadReport Load);

    public static int Run(string[] args)
    {
        var arguments = new Arguments(args);
        var ports = RelayPorts.From(arguments);
        var seconds = arguments.Number("--seconds", 8);
        var (plain, plane) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < arguments.Number("--rounds", 3); round++)
        {
            plain.Add(Measure("plain-relay", ports, seconds));
            plane.Add(Measure("relay", ports, seconds));
        }
        Print("plain epoll loop", plain);
        Print("media plane", plane);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {Median(plane) / Median(plain):F2}"));
        return 0;
    }

    private static Round Measure(string relay, RelayPorts ports, int seconds)
    {
        using var process = Start(relay, ports);
        using var load = new RtpLoad();
        for (var leg = 0; leg < ports.Legs; leg++) load.AddEnd(ports.LoadPort(leg), ports.RelayPort(leg));
        var cpu = new List<double>();
        var report = load.Run(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(seconds), () => cpu.Add(ProcessCpu.Seconds(process.Id)));
        process.StandardInput.WriteLine("END");
        process.WaitForExit();
        var round = new Round((cpu[1] - cpu[0]) * 1e6 / report.Sent, report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{relay,-12} {round.CpuMicroseconds:F2} us CPU per packet; {report}"));
        return round;
    }

    private static Process Start(string relay, RelayPorts ports)
    {
        var start = new ProcessStartInfo("taskset", ["-c", "1", Environment.ProcessPath!, relay,
            "--calls", Text(ports.Calls), "--relay-port", Text(ports.RelayFirst), "--load-port", Text(ports.LoadFirst)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{relay} does not start.");
        while (process.StandardOutput.ReadLine() is { } line && line != "READY") Console.WriteLine(line);
        return process;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Median(List<Round> rounds) => rounds.ConvertAll(static round => round.CpuMicroseconds).Order().ElementAt(rounds.Count / 2);

    private static void Print(string name, List<Round> rounds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Median(rounds):F2} us CPU per packet"));
}
