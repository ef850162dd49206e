using System.Globalization;
using Telephony.Calls.Settings;
using Telephony.Host.Commands;
using Xunit;

namespace Telephony.Unit.House;

/// <summary>docs/deploy/telephony.service against the program that it runs.</summary>
public sealed class ServiceTests
{
    private readonly Dictionary<string, string> _unit = Repository.Read("docs/deploy/telephony.service").Split('\n')
        .Where(static line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(static line => line.Split('=', 2)).GroupBy(static pair => pair[0]).ToDictionary(static group => group.Key, static group => group.Last()[1]);

    [Fact]
    public void A_stop_waits_longer_than_the_drain() =>
        Assert.True(TimeSpan.FromSeconds(double.Parse(_unit["TimeoutStopSec"], CultureInfo.InvariantCulture)) > new CallOptions().DrainLimit + TimeSpan.FromSeconds(15));

    [Fact]
    public void Wrong_settings_are_not_tried_again() => Assert.Equal(ExitCodes.BadSettings.ToString(CultureInfo.InvariantCulture), _unit["RestartPreventExitStatus"]);
}
