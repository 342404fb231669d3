-- Every number printed in a paragraph, with what its unit makes it: money, percent, count, unchanged
-- (持平, a figure said without a number) are figures; date, ordinal, reference, threshold,
-- range (2-3次) and bare are not.
with placed as (

    select * from {{ ref('int_paragraph_numbers') }}

),

units as (

    select * from {{ ref('stated_units') }}

),

-- what stands around numbers recurs, so each surrounding is looked at once
surroundings as (

    select distinct
        left(text_after, 16) as beginning_after,
        right(text_before, 1) as end_before
    from placed
    where regexp_matches(printed_text, '^[-0-9]')

),

-- the longest unit is the right one: 批次 before 批, 万元以上 before 万元
measured as (

    select
        units.*,
        surroundings.beginning_after,
        surroundings.end_before,
        regexp_extract(surroundings.beginning_after, '^(?:' || units.after_pattern || ')') as unit_text
    from surroundings
    inner join units
        on
            regexp_matches(surroundings.beginning_after, '^(?:' || units.after_pattern || ')')
            and (units.before_pattern is null or regexp_matches(surroundings.end_before, units.before_pattern))
    qualify row_number() over (
        partition by surroundings.beginning_after, surroundings.end_before
        order by units.before_pattern is not null desc, length(unit_text) desc, units.unit asc
    ) = 1

),

typed as (

    select
        placed.*,
        measured.unit,
        measured.factor,
        regexp_replace(coalesce(measured.unit_text, ''), '[,;。)、(以]$', '') as unit_text,
        case
            when placed.number_no = 0 then 'opening'
            when starts_with(placed.printed_text, '-') and placed.text_before = '' and placed.number_no > 1
                then 'range'
            when regexp_matches(placed.printed_text, '[0-9]') then coalesce(measured.kind, 'bare')
            else 'unchanged'
        end as kind
    from placed
    left join measured
        on
            left(placed.text_after, 16) = measured.beginning_after
            and right(placed.text_before, 1) = measured.end_before
            and regexp_matches(placed.printed_text, '^[-0-9]')

),

figures as (

    select
        *,
        kind in ('money', 'percent', 'count', 'unchanged') as is_figure
    from typed

)

select * from figures
