using Telephony.Calls.Loop;
using Telephony.Calls.Registration;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Dialing;

/// <summary>Where a call to a trunk with accounts rings.</summary>
internal static class AccountTargets
{
    /// <summary>The ways to what is registered for the called number, newest first; empty when nothing is.</summary>
    /// <param name="called">Normalised.</param>
    /// <param name="sent">As the outbound rules of the trunk word it.</param>
    public static IReadOnlyList<ForkBranch> Of(Call call, Trunk trunk, string called, string sent)
    {
        var account = AccountOf(call, trunk, called) ?? AccountOf(call, trunk, sent);
        if (account is null) return [];
        var table = call.Shard.Registrar.Table;
        var bound = table.Of(trunk.Id, called);
        if (bound.Count == 0) bound = table.Of(trunk.Id, sent);
        if (bound.Count == 0) bound = [.. account.Aors.SelectMany(aor => table.Of(trunk.Id, aor)).OrderBy(static b => b.Binding.RegisteredAt)];
        var ways = new List<ForkBranch>();
        for (var i = bound.Count - 1; i >= 0; i--)
        {
            if (bound[i].Way(call.Shard.UserAgent.Transports, account.CalledInUri ? sent : null) is not { } way) continue;
            ways.Add(way);
            if (account.Ring == AccountRinging.Newest) break;
        }
        return ways;
    }

    private static Account? AccountOf(Call call, Trunk trunk, string number)
    {
        var found = call.Catalogue.Accounts.FindCalled(number, ResourceId.Gateway);
        if (found is { } direct && direct.Trunk.Id == trunk.Id) return direct.Account;
        return number == call.Record.Called && call.Record.Destination is { } destination && destination.StartsWith("user ", StringComparison.Ordinal) ? trunk.Accounts.FirstOrDefault(a => a.User == destination[5..]) : null;
    }
}
