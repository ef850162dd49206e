using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Xunit;

namespace Telephony.Flows.Examples;

/// <summary>The flows that are shipped, by the calls beside them.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "Ivr/Examples"), "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Fact]
    public void There_are_five_at_least() => Assert.True(Names.Count >= 5);

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_calls_go_as_they_should_and_cover_every_node_and_exit(string name)
    {
        var flow = Repository.Example(name);
        var coverage = new FlowCoverage();
        foreach (var call in CallScript.Run(FlowProgram.Of(flow), Repository.Read($"Ivr/Examples/calls/{name}.calls")))
        {
            Assert.True(call.Failures.Count == 0, $"{call.Name}: {string.Join('\n', call.Failures)}\n{string.Join('\n', call.Call.Transcript)}");
            coverage.Add(call.Call.Trace);
        }
        Assert.True(coverage.NodesLeft(flow).Count == 0 && coverage.ExitsLeft(flow).Count == 0, coverage.Summary(flow));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_doubtful_in_it(string name) => Assert.DoesNotContain(FlowChecks.Run(Repository.Example(name)), static finding => finding.Refuses || finding.Kind is FindingKind.UnreachableNode or FindingKind.UnusedVariable);
}
