using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Automation;

/// <summary>The tables of connections, participants and recognitions.</summary>
public sealed class MachineTests
{
    [Fact]
    public void Every_state_can_end_and_nothing_happens_after_the_end() => Assert.Empty(MachineTables.Mistakes());

    [Theory]
    [InlineData(ConnectionState.Connecting, ConnectionTrigger.Answered, ConnectionState.Connected)]
    [InlineData(ConnectionState.Connecting, ConnectionTrigger.Failed, ConnectionState.Disconnected)]
    [InlineData(ConnectionState.Connecting, ConnectionTrigger.HangUp, ConnectionState.Disconnecting)]
    [InlineData(ConnectionState.Connected, ConnectionTrigger.Answered, ConnectionState.Connected)]
    [InlineData(ConnectionState.Connected, ConnectionTrigger.TransferBegins, ConnectionState.Transferring)]
    [InlineData(ConnectionState.Transferring, ConnectionTrigger.TransferDone, ConnectionState.TransferAccepted)]
    [InlineData(ConnectionState.Transferring, ConnectionTrigger.TransferFailed, ConnectionState.Connected)]
    [InlineData(ConnectionState.TransferAccepted, ConnectionTrigger.Ended, ConnectionState.Disconnected)]
    [InlineData(ConnectionState.Disconnecting, ConnectionTrigger.Answered, ConnectionState.Disconnecting)]
    [InlineData(ConnectionState.Disconnecting, ConnectionTrigger.Failed, ConnectionState.Disconnected)]
    [InlineData(ConnectionState.Disconnected, ConnectionTrigger.Answered, ConnectionState.Disconnected)]
    public void A_connection_goes_its_way(ConnectionState from, ConnectionTrigger trigger, ConnectionState to) => Assert.Equal(to, ConnectionMachine.On(from, trigger).Next);

    [Theory]
    [InlineData(ParticipantState.Offered, ParticipantTrigger.Answered, ParticipantState.Connected, ParticipantEffects.Join)]
    [InlineData(ParticipantState.Invited, ParticipantTrigger.Ended, ParticipantState.Gone, ParticipantEffects.Fail)]
    [InlineData(ParticipantState.Invited, ParticipantTrigger.Removed, ParticipantState.Invited, ParticipantEffects.HangUp)]
    [InlineData(ParticipantState.Connected, ParticipantTrigger.Removed, ParticipantState.Leaving, ParticipantEffects.HangUp)]
    [InlineData(ParticipantState.Leaving, ParticipantTrigger.Answered, ParticipantState.Leaving, ParticipantEffects.None)]
    [InlineData(ParticipantState.Leaving, ParticipantTrigger.Ended, ParticipantState.Gone, ParticipantEffects.Part)]
    [InlineData(ParticipantState.Gone, ParticipantTrigger.Ended, ParticipantState.Gone, ParticipantEffects.None)]
    public void A_participant_goes_its_way(ParticipantState from, ParticipantTrigger trigger, ParticipantState to, ParticipantEffects effects)
    {
        var step = ParticipantMachine.On(from, trigger);
        Assert.Equal((to, effects), (step.Next, step.Effects));
    }

    [Fact]
    public void The_drawings_are_fresh()
    {
        Drawings.AssertFresh("Call connection", MachineTables.Draw(MachineTables.Connection(), ["Connecting"], "Disconnected"));
        Drawings.AssertFresh("Participant", MachineTables.Draw(MachineTables.Participant(), ["Offered", "Invited"], "Gone"));
        Drawings.AssertFresh("Stream", MachineTables.Draw(MachineTables.Stream(), ["Idle"], "Over"));
        Drawings.AssertFresh("Recognition", MachineTables.Draw(MachineTables.Recognize(), ["Preparing"], "Over"));
    }

    [Fact]
    public void Keys_have_words_both_ways()
    {
        foreach (var key in "0123456789ABCD#*")
        {
            Assert.True(Tones.TryParse(Tones.WordOf(key), out var back));
            Assert.Equal(key, back);
        }
        Assert.Equal(("pound", "asterisk", "five"), (Tones.WordOf('#'), Tones.WordOf('*'), Tones.WordOf('5')));
        Assert.False(Tones.TryParse("ten", out _));
    }
}
