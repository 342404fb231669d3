-- The likeliest repair of each cause in words, with the figure it changes and what should stand there.
with repairs as (

    select * from {{ ref('audit_repairs') }}

),

slips as (

    select * from {{ ref('repairs') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

sizes as (

    select
        cause_group,
        any_value(group_size) as group_size
    from {{ ref('audit_causes') }}
    group by all

),

described as (

    select
        repairs.*,
        slips.sentence_en,
        slips.sentence_zh,
        sizes.group_size,
        figures.page,
        repairs.repair = 'missing_row' as is_missing
    from repairs
    inner join slips on repairs.repair = slips.repair
    inner join sizes on repairs.cause_group = sizes.cause_group
    left join figures on repairs.figure_id = figures.figure_id
    -- a change that spoils more than it mends is no suggestion
    where repairs.mended_count > repairs.spoilt_count or repairs.repair <> 'other'

),

worded as (

    select
        cause_group,
        repair,
        quotation as likely_figure,
        case when not is_missing and tied_count = 1 then needed_yuan end as likely_yuan,
        concat(
            case when repair <> 'other' then sentence_en || ': ' end,
            '“', quotation, '”',
            case when is_missing then concat(' on page ', page, ' is the difference') end,
            case when not is_missing then ' would have to be ' || needed_text end,
            case when group_size > 1 then concat(', which mends ', mended_count, ' of ', group_size) end,
            case when spoilt_count > 0 then concat(', but breaks ', spoilt_count, ' that hold') end,
            case when tied_count > 1 then concat(' (one of ', tied_count, ' repairs as likely)') end
        ) as suggestion,
        concat(
            case when repair <> 'other' then sentence_zh || '：' end,
            case when is_missing then concat('第', page, '页') end,
            '“', quotation, '”',
            case when is_missing then '恰为差额' else '应为' || needed_text end,
            case when group_size > 1 then concat('，', group_size, '处不符中可消除', mended_count, '处') end,
            case when spoilt_count > 0 then concat('，但会使', spoilt_count, '处相符变为不符') end,
            case when tied_count > 1 then concat('（', tied_count, '种可能之一）') end
        ) as suggestion_zh
    from described

)

select * from worded
