using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What else a peer may send.</summary>
public class OddRequestTests : Scenario
{
    [Theory]
    [InlineData("OPTIONS", "200")]
    [InlineData("NOTIFY", "489")]
    [InlineData("MESSAGE", "405")]
    public void Other_requests_in_a_call_are_answered_and_do_not_cross(string method, string status)
    {
        Ladder.Connect();
        Sbc.Sends(method);
        Sbc.Receives($"{status} {method}");
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void An_extension_that_is_required_and_not_known_gets_420()
    {
        Sbc.Dials(Number, headers: "Require: precondition\n");
        Assert.Equal("precondition", Sbc.Receives("420")["Unsupported"]);
        Alpha.ReceivesNothing();
    }

    [Fact]
    public void REGISTER_from_a_trunk_gets_405()
    {
        Sbc.Sip.Sends(Sbc.Sip.Request("REGISTER", $"sip:{Ladder.Gateway}"), Ladder.Gateway);
        Sbc.Receives("405");
    }

    [Fact]
    public void BYE_without_a_call_gets_481()
    {
        Sbc.Sip.Sends(Sbc.Sip.Request("BYE", $"sip:{Ladder.Gateway}", toTag: "nobody"), Ladder.Gateway);
        Sbc.Receives("481");
    }

    [Fact]
    public void The_same_INVITE_by_two_ways_gets_482_once()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", "sbc-call-1", "sbc-tag-1", body: Sbc.Sdp()), Ladder.Gateway);
        Sbc.Receives("482");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_repeated_INVITE_makes_no_second_call()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Sbc.Sip.Sends(Ladder.Wire.Sent(Sbc.Address), Ladder.Gateway);
        Assert.Equal(1, Ladder.Shard.CallCount);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void An_emergency_call_leaves_though_all_channels_are_taken()
    {
        Start(new LadderSetup
        {
            Routes = [Ladder.Route("^911$", "alpha")],
            Trunk = static (name, trunk) => name == "alpha" ? trunk with { Limits = new() { Channels = 0 } } : trunk,
        });
        Sbc.Dials("911");
        var invite = Alpha.Receives("INVITE");
        Assert.StartsWith("sip:911@", invite.RequestUri);
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData("channels")]
    [InlineData("cpsIn")]
    [InlineData("requestsPerSecond")]
    [InlineData("callsPerHour")]
    [InlineData("maximumCalls")]
    public void An_emergency_call_comes_in_whatever_limit_of_its_trunk_is_reached(string limit)
    {
        Start(new LadderSetup
        {
            Routes = [Ladder.Route("^911$", "alpha")],
            Options = options => limit == "maximumCalls" ? options with { MaximumCalls = 0 } : options,
            Trunk = (name, trunk) => name != "sbc" ? trunk : trunk with
            {
                // 911 is what number rules make of what the switchboard sends.
                NumberRules = new() { InboundCalled = [Domain.NumberRules.NumberRule.Create("line", "^9(911)$", "$1", emergency: true)] },
                Limits = limit switch
                {
                    "channels" => new() { Channels = 0 },
                    "cpsIn" => new() { CpsIn = 0 },
                    "requestsPerSecond" => new() { RequestsPerSecond = 0 },
                    "callsPerHour" => new() { CallsPerHour = 0 },
                    _ => new(),
                },
            },
        });
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Sbc.Dials("9911");
        var invite = Alpha.Receives("INVITE");
        Assert.StartsWith("sip:911@", invite.RequestUri);
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_call_crosses_from_UDP_to_TCP_and_is_held_there()
    {
        Start(new LadderSetup { Tcp = true, Trunk = static (name, trunk) => name == "alpha" ? trunk with { Transport = SignallingTransport.Tcp } : trunk });
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Assert.StartsWith("SIP/2.0/TCP", invite["Via"]);
        Alpha.Answers(invite, 200, contact: $"<sip:alpha@{Alpha.Address};transport=tcp>");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("recvonly"), contact: $"<sip:alpha@{Alpha.Address};transport=tcp>");
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Assert.Equal(SignallingTransport.Tcp, Ladder.Record.Legs[1].Transport);
    }
}
