using Telephony.Sdp.OfferAnswer;
using Xunit;
using static Telephony.Sdp.OfferAnswer.NegotiationState;
using static Telephony.Sdp.OfferAnswer.NegotiationTrigger;
using static Telephony.Sdp.OfferAnswer.NegotiationViolation;

namespace Telephony.Unit.Sdp;

public sealed class NegotiationMachineTests
{
    private static readonly (NegotiationState State, NegotiationTrigger Trigger, NegotiationState Next, NegotiationViolation Violation)[] Table =
    [
        (NegotiationState.None, SendOffer, FirstLocalOffer, NegotiationViolation.None),
        (NegotiationState.None, ReceiveOffer, FirstRemoteOffer, NegotiationViolation.None),
        (NegotiationState.None, SendAnswer, NegotiationState.None, NothingToAnswer),
        (NegotiationState.None, ReceiveAnswer, NegotiationState.None, NothingToAnswer),
        (NegotiationState.None, OfferFails, NegotiationState.None, NegotiationViolation.None),
        (FirstLocalOffer, SendOffer, FirstLocalOffer, OfferPending),
        (FirstLocalOffer, ReceiveOffer, FirstLocalOffer, Glare),
        (FirstLocalOffer, SendAnswer, FirstLocalOffer, NothingToAnswer),
        (FirstLocalOffer, ReceiveAnswer, Stable, NegotiationViolation.None),
        (FirstLocalOffer, OfferFails, NegotiationState.None, NegotiationViolation.None),
        (FirstRemoteOffer, SendOffer, FirstRemoteOffer, OfferPending),
        (FirstRemoteOffer, ReceiveOffer, FirstRemoteOffer, SecondRemoteOffer),
        (FirstRemoteOffer, SendAnswer, Stable, NegotiationViolation.None),
        (FirstRemoteOffer, ReceiveAnswer, FirstRemoteOffer, NothingToAnswer),
        (FirstRemoteOffer, OfferFails, NegotiationState.None, NegotiationViolation.None),
        (Stable, SendOffer, LocalOffer, NegotiationViolation.None),
        (Stable, ReceiveOffer, RemoteOffer, NegotiationViolation.None),
        (Stable, SendAnswer, Stable, NothingToAnswer),
        (Stable, ReceiveAnswer, Stable, RepeatedAnswer),
        (Stable, OfferFails, Stable, NegotiationViolation.None),
        (LocalOffer, SendOffer, LocalOffer, OfferPending),
        (LocalOffer, ReceiveOffer, LocalOffer, Glare),
        (LocalOffer, SendAnswer, LocalOffer, NothingToAnswer),
        (LocalOffer, ReceiveAnswer, Stable, NegotiationViolation.None),
        (LocalOffer, OfferFails, Stable, NegotiationViolation.None),
        (RemoteOffer, SendOffer, RemoteOffer, OfferPending),
        (RemoteOffer, ReceiveOffer, RemoteOffer, SecondRemoteOffer),
        (RemoteOffer, SendAnswer, Stable, NegotiationViolation.None),
        (RemoteOffer, ReceiveAnswer, RemoteOffer, NothingToAnswer),
        (RemoteOffer, OfferFails, Stable, NegotiationViolation.None),
    ];

    public static TheoryData<NegotiationState, NegotiationTrigger, NegotiationState, NegotiationViolation> Pairs()
    {
        var data = new TheoryData<NegotiationState, NegotiationTrigger, NegotiationState, NegotiationViolation>();
        foreach (var row in Table) data.Add(row.State, row.Trigger, row.Next, row.Violation);
        return data;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Each_pair_of_state_and_trigger_is_settled(NegotiationState state, NegotiationTrigger trigger, NegotiationState next, NegotiationViolation violation) =>
        Assert.Equal(new NegotiationStep(next, violation), NegotiationMachine.On(state, trigger));

    [Fact]
    public void No_pair_is_missing() =>
        Assert.Equal(Enum.GetValues<NegotiationState>().Length * Enum.GetValues<NegotiationTrigger>().Length, Table.Select(row => (row.State, row.Trigger)).Distinct().Count());

    [Fact]
    public void Every_state_is_reached_and_can_come_to_rest()
    {
        var states = Enum.GetValues<NegotiationState>();
        Assert.All(states, state => Assert.Contains(Table, row => row.Next == state && (row.State != state || state == NegotiationState.None)));
        Assert.All(states, state => Assert.True(NegotiationMachine.On(state, OfferFails).State is NegotiationState.None or Stable));
    }
}
