-- Projects printed over their own sub-projects (通用项目 › 购买服务 › 购买中介机构审计服务), with nothing
-- but the amounts to tell: read from below, a row is a parent if the leaves right under it add up to
-- it; where the table describes its projects, only a row without a description can be one. Believed
-- only where the leaves that remain add up to the total over them: that of the table, or of a unit.
with recursive lines as (

    select * from {{ ref('int_project_lines') }}

),

-- two equal amounts below each other are a project and its only sub-project, or two projects: each
-- reading is tried
readings as (

    select unnest(['any', 'never_alone', 'alternating']) as reading

),

walk as (

    select
        lines.document_id,
        lines.table_no,
        lines.section_no,
        readings.reading,
        lines.row_no,
        lines.section_yuan,
        lines.nth_from_below,
        [lines.amount_yuan] as leaves,
        'leaf' as kind
    from lines
    cross join readings
    where lines.nth_from_below = 1 and not lines.is_opener
    union all
    select
        document_id,
        table_no,
        section_no,
        reading,
        row_no,
        section_yuan,
        nth_from_below,
        case when kind = 'leaf' then list_prepend(amount_yuan, leaves) else leaves end as leaves,
        kind
    from (
        select
            lines.document_id,
            lines.table_no,
            lines.section_no,
            walk.reading,
            lines.row_no,
            lines.section_yuan,
            lines.nth_from_below,
            lines.amount_yuan,
            walk.leaves,
            case
                when lines.is_described then 'leaf'
                when {{ summed_count('walk.leaves', 'lines.amount_yuan') }} = 0 then 'leaf'
                when {{ summed_count('walk.leaves', 'lines.amount_yuan') }} > 1 or walk.kind = 'many' then 'many'
                when walk.reading = 'any' then 'alone'
                when walk.reading = 'alternating' and walk.kind = 'leaf' then 'alone'
                else 'leaf'
            end as kind
        from walk
        inner join lines
            on
                walk.document_id = lines.document_id
                and walk.table_no = lines.table_no
                and walk.section_no = lines.section_no
                and walk.nth_from_below + 1 = lines.nth_from_below
        where not lines.is_opener
    )

),

proved as (

    select
        document_id,
        table_no,
        section_no,
        reading
    from walk
    group by document_id, table_no, section_no, reading
    having list_sum(max_by(leaves, nth_from_below)) = any_value(section_yuan)
    qualify row_number() over (partition by document_id, table_no, section_no order by reading) = 1

),

parents as (

    select distinct
        walk.document_id,
        walk.table_no,
        walk.row_no
    from walk
    inner join proved
        on
            walk.document_id = proved.document_id
            and walk.table_no = proved.table_no
            and walk.section_no = proved.section_no
            and walk.reading = proved.reading
    where walk.kind <> 'leaf'

)

select * from parents
