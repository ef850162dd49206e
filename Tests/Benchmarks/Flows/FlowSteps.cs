using System.Diagnostics;
using System.Globalization;
using Telephony.Benchmarks.Results;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Benchmarks.Flows;

/// <summary>What a call in a flow costs: steps of the engine per second on one core, and what a call holds while it waits.</summary>
internal static class FlowSteps
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (seconds, idle) = (options.Number("seconds", 4), options.Number("idle", 20_000));
        var table = new ResultTable("flows", "flow", "steps/s", "us per step", "bytes allocated per step", "bytes of an idle call");
        foreach (var (name, events) in Walks)
        {
            var program = Read(name);
            Walk(program, events, 0.5);   // the compiler's
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (steps, took) = Walk(program, events, seconds);
            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)steps;
            table.Row(name, F(steps / took, "F0"), F(took / steps * 1e6, "F2"), F(bytes, "F0"), F(Idle(program, idle), "F0"));
        }
        await table.PublishAsync($"One thread, {seconds} s a flow; the engine alone, without sound. pin-check fills in templates and evaluates JavaScript. Idle: {idle} positions that wait for the caller.");
    }

    private static (string Name, FlowEvent[] Events)[] Walks =>
    [
        ("reception", [new FlowEvent.PromptEnded(1), new FlowEvent.Digit('7'), new FlowEvent.Digit('9'), new FlowEvent.Digit('3'), new FlowEvent.Digit('2'), new FlowEvent.Digit('2'), new FlowEvent.Digit('7'), FlowEvent.CallerHungUp.Instance]),
        ("pin-check", [.. "1234564711".Select(static key => (FlowEvent)new FlowEvent.Digit(key)), new FlowEvent.HttpAnswered(3, 200, FlowValue.OfJson("""{"customer":{"name":"Ada"},"balance":12.5}""")), FlowEvent.CallerHungUp.Instance]),
    ];

    private static (long Steps, double Seconds) Walk(FlowProgram program, FlowEvent[] events, double seconds)
    {
        var begun = Stopwatch.GetTimestamp();
        long steps = 0;
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            var position = FlowEngine.Begin(program, new CallFacts("c", "+12025550123", "+12025550100", Monday), Monday).Position;
            foreach (var happened in events) position = FlowEngine.On(program, position, happened, Monday).Position;
            steps += events.Length + 1;
        }
        return (steps, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static double Idle(FlowProgram program, int count)
    {
        var held = new FlowPosition[count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            var position = FlowEngine.Begin(program, new CallFacts($"call-{i}", $"+1202555{i:0000000}", "+12025550100", Monday), Monday).Position;
            held[i] = FlowEngine.On(program, position, new FlowEvent.PromptEnded(1), Monday).Position;
        }
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        GC.KeepAlive(held);
        return bytes;
    }

    private static FlowProgram Read(string name) => FlowReader.TryRead(File.ReadAllBytes($"Ivr/Examples/{name}.json"), out var flow, out var mistakes) ? FlowProgram.Of(flow) : throw new InvalidOperationException(string.Join('\n', mistakes));

    private static string F(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}
