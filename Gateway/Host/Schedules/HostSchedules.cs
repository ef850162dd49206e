using Quartz;

namespace Telephony.Host.Schedules;

/// <summary>What the gateway does by the clock, minutes and up. Call timers are not here.</summary>
internal static class HostSchedules
{
    // Not at the start, when a restart after a crash has better things to do.
    private static readonly TimeSpan s_first = TimeSpan.FromMinutes(1);

    public static void Add(IServiceCollection services, TimeProvider clock)
    {
        services.AddQuartz(quartz =>
        {
            var retention = new JobKey("retention");
            quartz.AddJob<RetentionJob>(job => job.WithIdentity(retention));
            quartz.AddTrigger(trigger => trigger
                .ForJob(retention)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));

            var api = new JobKey("api-retention");
            quartz.AddJob<ApiRetentionJob>(job => job.WithIdentity(api));
            quartz.AddTrigger(trigger => trigger
                .ForJob(api)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));

            var recordings = new JobKey("recording-retention");
            quartz.AddJob<RecordingRetentionJob>(job => job.WithIdentity(recordings));
            quartz.AddTrigger(trigger => trigger
                .ForJob(recordings)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));

            var messages = new JobKey("messages");
            quartz.AddJob<MessageJob>(job => job.WithIdentity(messages));
            quartz.AddTrigger(trigger => trigger
                .ForJob(messages)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()));

            var events = new JobKey("events");
            quartz.AddJob<EventJob>(job => job.WithIdentity(events));
            quartz.AddTrigger(trigger => trigger
                .ForJob(events)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()));

            var queues = new JobKey("queues");
            quartz.AddJob<QueueJob>(job => job.WithIdentity(queues));
            quartz.AddTrigger(trigger => trigger
                .ForJob(queues)
                .StartAt(clock.GetUtcNow() + TimeSpan.FromSeconds(5))   // somebody waits to be called back
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromSeconds(5)).RepeatForever()));

            var numbers = new JobKey("numbers");
            quartz.AddJob<NumberJob>(job => job.WithIdentity(numbers));
            quartz.AddTrigger(trigger => trigger
                .ForJob(numbers)
                .StartAt(clock.GetUtcNow() + s_first)
                .WithSimpleSchedule(static every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()));
        });
        services.AddQuartzHostedService(static options => options.WaitForJobsToComplete = true);
    }
}
