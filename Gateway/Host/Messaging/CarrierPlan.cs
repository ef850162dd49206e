using Telephony.Messaging.Outbox;
using Telephony.SipTrunk.Messages;
using Telephony.Smpp.Settings;
using Telephony.Twilio.Settings;

namespace Telephony.Host.Messaging;

/// <summary>A carrier of messages as the file wants it. A closed union of the kinds there are.</summary>
internal abstract record CarrierPlan(string Name, DoubtPolicy InDoubt)
{
    public sealed record Smpp(SmppOptions Options, DoubtPolicy InDoubt) : CarrierPlan(Options.Carrier, InDoubt)
    {
        public override IReadOnlyList<string> Validate() => Options.Validate();
    }

    public sealed record Twilio(TwilioOptions Options, DoubtPolicy InDoubt) : CarrierPlan(Options.Carrier, InDoubt)
    {
        public override IReadOnlyList<string> Validate() => Options.Validate();
    }

    public sealed record Sip(SipMessageOptions Options, DoubtPolicy InDoubt) : CarrierPlan(Options.Carrier, InDoubt)
    {
        public override IReadOnlyList<string> Validate() => Options.Validate();
    }

    /// <summary>One for each kind that the entry has: a good one has one.</summary>
    public static IReadOnlyList<CarrierPlan> Of(CarrierEntry entry)
    {
        var inDoubt = entry.InDoubt == "atLeastOnce" ? DoubtPolicy.AtLeastOnce : DoubtPolicy.AtMostOnce;
        var plans = new List<CarrierPlan>();
        if (entry.Smpp is { } smpp) plans.Add(new Smpp(smpp.ToOptions(entry.Name), inDoubt));
        if (entry.Twilio is { } twilio) plans.Add(new Twilio(twilio.ToOptions(entry.Name), inDoubt));
        if (entry.Sip is { } sip) plans.Add(new Sip(sip.ToOptions(entry.Name), inDoubt));
        return plans;
    }

    /// <summary>All that is wrong, a sentence each.</summary>
    public abstract IReadOnlyList<string> Validate();
}
