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
    public static IReadOnlyList<ForkBranch> Of(Call call, Trunk trunk)
    {
        var sent = call.Outbound(trunk).Called;
        var called = call.Record.Called ?? sent;
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
        return call.Record.Destination is { } destination && destination.StartsWith("user ", StringComparison.Ordinal) ? trunk.Accounts.FirstOrDefault(a => a.User == destination[5..]) : null;
    }
}
