-- The sums that were found and are believed: those of a reading that leaves one row over all others, and those
-- that chance does not make. 1,361.61 and its parts have six digits: one sum in a million is like it.
with groups as (

    select * from {{ ref('int_level_groups') }}

),

finds as (

    select * from {{ ref('int_level_holders') }}
    where holder_no is not null

),

digits as (

    select * from {{ ref('int_row_digits') }}

),

readings as (

    select
        groups.document_id,
        groups.table_no,
        groups.list_no,
        groups.strand,
        groups.group_no,
        groups.reading,
        groups.group_id,
        count(*) - count(finds.holder_no) = 1 as is_closed
    from groups
    left join finds on {{ same_by('groups', 'finds', 'group_id', 'place_no') }}
    group by all
    having count(finds.holder_no) > 0

),

-- the fewer rows stand alone under another, the plainer the reading
chosen as (

    select *
    from readings
    qualify row_number() over (
        partition by document_id, table_no, list_no, strand, group_no
        order by
            is_closed desc,
            ends_with(reading, 'patient') asc,
            list_position(['never_alone', 'alternating', 'alone'], replace(reading, '_patient', '')) asc
    ) = 1

),

held as (

    select
        chosen.group_no,
        chosen.is_closed,
        heads.document_id,
        heads.table_no,
        heads.list_no,
        heads.block_no as total_block,
        heads.row_no as total_row,
        heads.kind as total_kind,
        heads.code as total_code,
        parts.block_no as part_block,
        parts.row_no as part_row,
        parts.kind as part_kind,
        parts.code as part_code
    from chosen
    inner join finds on chosen.group_id = finds.group_id
    inner join groups as heads on finds.group_id = heads.group_id and finds.holder_no = heads.place_no
    inner join groups as parts on {{ same_by('finds', 'parts', 'group_id', 'place_no') }}

),

measured as (

    select
        held.*,
        total_digits.whole_digits
        + total_digits.amount_count
        * greatest(total_digits.places, max(part_digits.places) over sums) as common_digits
    from held
    inner join digits as total_digits
        on
            {{ same_table('held', 'total_digits') }}
            and held.total_block = total_digits.block_no
            and held.total_row = total_digits.row_no
    left join digits as part_digits
        on
            {{ same_table('held', 'part_digits') }}
            and held.part_block = part_digits.block_no
            and held.part_row = part_digits.row_no
    window sums as (partition by held.document_id, held.table_no, held.total_block, held.total_row)

),

believed as (

    select * exclude (group_no, is_closed, common_digits)
    from measured
    where common_digits >= 5 or (is_closed and (group_no > 0 or common_digits >= 3))

)

select * from believed
