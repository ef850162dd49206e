using Microsoft.Extensions.Logging;
using Telephony.Host.Settings;
using Telephony.Media.Fetching;
using Telephony.Media.Processes;
using Telephony.Media.Prompts;
using Telephony.Media.Voices;

namespace Telephony.Host.Composition;

/// <summary>What is played to callers: files fetched and decoded, texts spoken. One library for all who play.</summary>
internal sealed class PromptParts : IDisposable
{
    private readonly ChildPrograms _programs;
    private readonly FileFetcher _fetcher;

    public PromptParts(PromptOptions options, ILoggerFactory loggers, TimeProvider clock)
    {
        _programs = new ChildPrograms(clock);
        var fetch = new FetchOptions { Hosts = options.Hosts, PrivateNetworks = options.PrivateNetworks };
        _fetcher = new FileFetcher(fetch, clock);
        var voice = new VoiceChain([new EspeakVoice(_programs, new EspeakOptions { Language = options.Language })], loggers.CreateLogger<VoiceChain>());
        Library = new PromptLibrary(_fetcher, new SoundDecoder(_programs, new DecodeLimits()), voice, fetch, clock);
    }

    public PromptLibrary Library { get; }

    public void Dispose()
    {
        _fetcher.Dispose();
        _programs.Dispose();
    }
}
