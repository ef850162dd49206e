using Telephony.Domain.Calls;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>Peers that transfer, replace, hold and hang up at random, that take REFER or refuse it, while a controller transfers what it likes, some behind a network that loses and disorders: nothing throws, every call ends, and nothing is left of it.</summary>
public class TransferMonkeyTests : TransferScenario
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_peers_transfer_nothing_is_left(int block)
    {
        var (joined, handedOver) = (0L, 0);
        for (var i = 0; i < 100; i++)
        {
            var game = await PlayAsync((block * 1000) + i);
            joined += game.Joined;
            handedOver += game.HandedOver;
        }
        Assert.True(joined > 10 && handedOver > 10, $"Only {joined} transfers came about, and {handedOver} of a controller by REFER: the games prove nothing.");
    }

    private static async Task<(long Joined, int HandedOver)> PlayAsync(int seed)
    {
        var random = new Random(seed);
        var ladder = Ladder.Start(Setup((_, trunk) => trunk with
        {
            Transit = true,
            Transfer = new TrunkTransfer(random.Next(4) == 0 ? ReferPolicy.Refer : ReferPolicy.Auto, random.Next(2) == 0 ? ReferAcceptance.Pass : ReferAcceptance.Local),
        }));
        if (seed % 4 == 0)
            ladder.Network.Default = new LinkOptions(Delay: TimeSpan.FromMilliseconds(20), Jitter: TimeSpan.FromMilliseconds(30), Loss: 0.1, Reorder: 0.1, ReorderBy: TimeSpan.FromMilliseconds(100), Duplicate: 0.1);
        Party[] parties = [ladder.Sbc, ladder["alpha"], ladder["beta"]];
        var lines = new List<Party.Line>();
        var commands = new List<Task<TransferOutcome>>();
        try
        {
            for (var calls = 0; calls < 3; calls++)
            {
                if (ladder.Sbc.IsInDialog) lines.Add(ladder.Sbc.Park());
                ladder.Sbc.Dials(random.Next(2) == 0 ? Number : Target, headers: Says(random));
                for (var step = 0; step < 20; step++)
                {
                    foreach (var party in parties)
                    {
                        while (party.Next() is { } message) React(party, message, random);
                        if (party.IsInDialog) Act(party, random, lines);
                    }
                    if (random.Next(12) == 0 && lines.Count > 0) ladder["beta"].Dials(Number, headers: $"Replaces: {lines[random.Next(lines.Count)].Replaces}\n");
                    if (random.Next(4) == 0) Command(ladder, random, commands);
                    ladder.Wait(random.Next(6) == 0 ? random.Next(6) : random.NextDouble() / 10);
                }
            }
            ladder.Shard.StopAll(503, "The end.");
            ladder.Wait(140);   // a 200 without ACK, then a BYE without response
            ladder.AssertNothingIsLeft();
            var outcomes = await Task.WhenAll(commands).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);   // each one was told, at the latest now
            return (ladder.Calls.Statistics.Transfers.Single(static t => t.Succeeded).Count, outcomes.Count(static outcome => outcome is TransferOutcome.Transferred { Way: TransferWay.Refer }));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}\n{failure.StackTrace}", failure);
        }
    }

    private static string Says(Random random) => random.Next(3) > 0 ? $"Allow: {Able}\nSupported: replaces\n" : "";

    private static void Command(Ladder ladder, Random random, List<Task<TransferOutcome>> commands)
    {
        var legs = ladder.Shard.Calls.SelectMany(static call => call.Parties).ToList();
        if (legs.Count == 0) return;
        var (leg, other) = (legs[random.Next(legs.Count)].Id, legs[random.Next(legs.Count)].Id);
        commands.Add(ladder.Calls.TransferAsync(new TransferCommand(leg, random.Next(3) == 0 ? new TransferGoal.SideOf(other) : To(random.Next(2) == 0 ? Number : Target)), CancellationToken.None));
    }

    private static void React(Party party, PeerMessage message, Random random)
    {
        if (!message.IsRequest)
        {
            if (message is { Method: "INVITE", Status: >= 200 and < 300 } && random.Next(12) > 0) party.Acks(message);
            return;
        }
        if (message.Method == "ACK" || random.Next(12) == 0) return;
        int[] statuses = [200, 200, 200, 200, 180, 486, 488, 491, 503];
        if (message.Method == "INVITE") party.Answers(message, statuses[random.Next(statuses.Length)], headers: Says(random));
        else if (message.Method == "REFER") TakeRefer(party, message, random);
        else party.Answers(message, random.Next(12) == 0 ? 481 : 200);
    }

    private static void Tell(Party party, Random random)
    {
        if (!party.IsInDialog) return;   // it is put aside
        var state = random.Next(2) == 0 ? "active" : "terminated";
        party.Sends("NOTIFY", $"SIP/2.0 {Statuses[random.Next(Statuses.Length)]} Whatever\r\n", $"Event: refer\nSubscription-State: {state}\nContent-Type: message/sipfrag\n");
    }

    private static readonly int[] Statuses = [100, 180, 200, 486];

    private static void TakeRefer(Party party, PeerMessage refer, Random random)
    {
        int[] statuses = [202, 202, 202, 202, 200, 405, 603];
        if (random.Next(4) == 0) Tell(party, random);   // before its answer
        party.Answers(refer, statuses[random.Next(statuses.Length)], headers: random.Next(6) == 0 ? "Refer-Sub: false\n" : "");
        if (random.Next(2) == 0) Tell(party, random);
    }

    private static void Act(Party party, Random random, List<Party.Line> lines)
    {
        var replaces = lines.Count > 0 && random.Next(2) == 0 ? $"?Replaces={lines[random.Next(lines.Count)].Escaped}" : "";
        switch (random.Next(30))
        {
            case 0: party.Sends("BYE"); break;
            case 1: party.Sends("INVITE", party.SdpWith("sendonly")); break;
            case 2: party.Sends("INVITE", party.SdpWith("sendrecv")); break;
            case 3 or 4 or 5: party.Sends("REFER", headers: $"Refer-To: <sip:{(random.Next(2) == 0 ? Number : Target)}@10.0.0.1{replaces}>\n"); break;
            case 6: party.Sends("SUBSCRIBE", headers: "Event: refer\nExpires: 0\n"); break;
            case 7: lines.Add(party.Park()); break;
            case 8 or 9: party.Says(1); break;
            case >= 10 and <= 13: Tell(party, random); break;
            default: break;
        }
    }
}
