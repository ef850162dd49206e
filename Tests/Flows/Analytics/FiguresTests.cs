using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Analytics;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Xunit;

namespace Telephony.Flows.Analytics;

/// <summary>What is kept per node, of calls through the reception.</summary>
public sealed class FiguresTests
{
    [Fact]
    public void Entries_exits_drop_offs_and_retries_are_counted_per_node()
    {
        var figures = new FlowFigures();
        var program = FlowProgram.Of(Repository.Example("reception"));
        void Call(Func<SimulatedCall, SimulatedCall> does)
        {
            foreach (var line in does(new SimulatedCall(program)).Trace) figures.Add(line);
        }
        Call(static call => call.Press("1").UntilOver());
        Call(static call => call.Press("7").Press("2").UntilOver());
        Call(static call => call.UntilAsked().HangUp());
        var menu = figures.Taken().Single(static pair => pair.Figures.Node == "menu").Figures;
        Assert.Equal((3, 1, 1, 0), (menu.Entries, menu.DropOffs, menu.Retries, menu.Errors));
        Assert.Equal([("sales", 1L), ("support", 1L)], menu.Exits.Select(static pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(1 / 3.0, menu.DropOffShare, 3);
        Assert.True(menu.MeanTime > TimeSpan.FromSeconds(2));
        Assert.Empty(figures.Taken());
        Assert.Equal(6, menu.Plus(menu).Entries);
    }
}
