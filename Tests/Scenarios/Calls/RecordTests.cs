using System.Text;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What is kept of a call explains what happened and why.</summary>
public class RecordTests : Scenario
{
    [Fact]
    public void The_record_of_a_call_with_failover_tells_it_all()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 503);
        Alpha.Receives("ACK");
        var invite = Beta.Receives("INVITE");
        Ladder.Wait(1);
        Beta.Answers(invite, 180);
        Sbc.Receives("180");
        Ladder.Wait(2);
        Beta.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Beta.Receives("ACK");
        Sbc.Says(1);
        Beta.Says(2);
        Ladder.Wait(10);
        Ladder.HangUp(Beta, Sbc);

        var record = Ladder.Record;
        Assert.Equal(CallState.Ended, record.State);
        Assert.Equal(("sbc.example", "beta.example"), (record.FromTrunk.Value, record.ToTrunk.Value));
        Assert.Equal(CallDirection.Transit, record.Direction);
        Assert.Equal(TimeSpan.FromSeconds(1), record.PostDialDelay);
        Assert.Equal(TimeSpan.FromSeconds(3), record.AnsweredAt - record.StartedAt);
        Assert.Equal(TimeSpan.FromSeconds(10), record.EndedAt - record.AnsweredAt);
        Assert.Equal(new CallCause(CallEndedBy.Callee, 0, 16, "The callee hung up."), record.Cause);
        Assert.Equal([("alpha.example", 503), ("beta.example", 0)], record.Attempts.Select(static a => (a.Trunk.Value, a.SipStatus)));
        Assert.Equal([LegRole.A, LegRole.B, LegRole.B], record.Legs.Select(static leg => leg.Role));
        Assert.Equal(3, record.Legs.Select(static leg => leg.SipCallId).Distinct().Count());
        Assert.Equal([1L, 1L], record.Legs.Where(static leg => leg.Quality is not null).Select(static leg => leg.Quality!.PacketsReceived));
        DecisionRule[] rules = [DecisionRule.InboundTrunk, DecisionRule.Inventory, DecisionRule.Transit, DecisionRule.Route, DecisionRule.Trunk, DecisionRule.Attempt, DecisionRule.Failover];
        Assert.All(rules, rule => Assert.Contains(record.Trace, step => step.Rule == rule));
        Assert.Empty(record.Dialogs);
    }

    [Fact]
    public void The_ladder_of_a_failed_call_has_each_message_of_both_legs_with_its_ACK()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        var lines = Ladder.Record.Ladder.Entries().Select(static entry => $"{(entry.Direction == MessageDirection.Sent ? "to" : "from")} {entry.Leg} {FirstWord(entry.Message)}");
        Assert.Equal(["from 1 INVITE", "to 1 100", "to 2 INVITE", "from 2 486", "to 2 ACK", "to 1 486", "from 1 ACK"], lines);

        static string FirstWord(ReadOnlyMemory<byte> message)
        {
            var words = Encoding.UTF8.GetString(message.Span).Split(' ', 3);
            return words[0] == "SIP/2.0" ? words[1] : words[0];
        }
    }

    [Fact]
    public void The_call_is_written_down_before_the_INVITE_leaves()
    {
        var phases = new List<string>();
        var before = Ladder.Network.Sent;
        Ladder.Network.Sent = packet =>
        {
            before?.Invoke(packet);
            if (packet.To == Alpha.Address) phases.AddRange(Ladder.Journal.Appended.Select(static a => a.Phase));
        };
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Assert.Equal(["started"], phases);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }
}
